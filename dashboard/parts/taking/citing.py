"""How to cite the paper, and this program."""

from __future__ import annotations

PAPER = """@InProceedings{min2023convergence,
  title = {On the Convergence of Gradient Flow on Multi-layer Linear Models},
  author = {Min, Hancheng and Vidal, Ren{\\'e} and Mallada, Enrique},
  booktitle = {Proceedings of the 40th International Conference on Machine Learning},
  pages = {24850--24887},
  year = {2023},
  volume = {202},
  series = {Proceedings of Machine Learning Research},
  publisher = {PMLR}
}
"""

PROGRAM = """@software{deep_linear_networks,
  title = {Deep linear networks: why, and how fast, gradient flow trains them},
  author = {{The deep linear networks contributors}},
  year = {2026},
  license = {MIT}
}
"""

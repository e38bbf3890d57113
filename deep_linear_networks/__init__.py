"""The installed program: one folder in an environment, and not its five under names like "core".

In the repository this folder lies beside the others; in an environment they lie in it.
"""

from pathlib import Path

_HERE = Path(__file__).resolve().parent
#: The folder that the program runs in.
ROOT = _HERE if (_HERE / "dashboard").is_dir() else _HERE.parent

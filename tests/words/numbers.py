"""Numbers of all sizes, ties among them, for the tests of how they are written."""

from __future__ import annotations

import numpy as np

_DRAWN = np.random.default_rng(8)
NUMBERS = tuple(
    float(number)
    for number in (
        0.0, 1.0, -1.5, 1000.5, -1000.5, 2.5, 0.125, 1.0005, 99999.4, 99999.7, 99994.9, 12345.6,
        9.9994e-4, 9.9996e-4, 1e-3, 1e5, 5e-324, 1.7976931348623157e308, 1.1e-31, 0.1 + 0.2, 1 / 3,
        *np.arange(-4, 4, 0.125),
        *(_DRAWN.normal(size=300) * 10.0 ** _DRAWN.uniform(-7, 8, 300)),
        *(_DRAWN.normal(size=100) * 10.0 ** _DRAWN.uniform(-300, 300, 100)),
        *np.round(_DRAWN.uniform(-1e5, 1e5, 200), 1),
        *(2.0 ** np.arange(-20, 20)),
    )
)  # fmt: skip

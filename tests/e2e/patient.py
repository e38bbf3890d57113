"""The app as app.py makes it, but no answer is cut short because the machine is busy.

What is cut, and what is then said, is tested without a browser and a clock: tests/dashboard. Slow
answers are made here and in no other process, which would not be patient: tests/serving/lane.
"""

from __future__ import annotations

import os

os.environ["DEEP_LINEAR_SLOW_PROCESSES"] = "0"

from app import server
from dashboard.matrix import answer as matrix
from dashboard.regimes import answer as regimes

for _topic in (matrix, regimes):
    _topic.ANSWER_SECONDS = 600.0

__all__ = ["server"]

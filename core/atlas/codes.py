"""What is no number: ends, verdicts and why a value is missing, as small whole numbers."""

from __future__ import annotations

from enum import IntEnum

from core.descent.verdict import Verdict

#: Of a code that is not known.
NONE = -1


class End(IntEnum):
    """Where a flow ends."""

    MINIMUM = 0
    SADDLE = 1
    STATIONARY = 2  # it never moves
    OUT_OF_REACH = 3  # the best of a network too narrow for the minimum
    UNKNOWN = 4  # no end in sight


class Status(IntEnum):
    """Whether a point has its values."""

    FINE = 0
    PARTLY = 1  # something asked for is not there: never reached, nothing guaranteed, no alpha*
    REFUSED = 2  # no such scenario, or its numbers leave double precision


#: Names of the codes of each quantity, in their order.
NAMES: dict[str, tuple[str, ...]] = {
    "end": tuple(end.name.lower() for end in End),
    "verdict": tuple(verdict.name.lower() for verdict in Verdict),
    "guaranteed": ("no", "yes"),
    "status": tuple(status.name.lower() for status in Status),
}
#: Verdict -> its code.
VERDICTS = {verdict: code for code, verdict in enumerate(Verdict)}

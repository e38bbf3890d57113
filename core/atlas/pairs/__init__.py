"""Two layers with the squared loss, many at once: their rates and their flows."""

from core.atlas.pairs.flow import Followed, follow, losses
from core.atlas.pairs.rates import Pairs, Rates, rates_of

__all__ = ["Followed", "Pairs", "Rates", "follow", "losses", "rates_of"]

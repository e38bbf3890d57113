"""Who computes the chunks of a sweep: processes of this machine, or a cluster of others."""

from sweep.pools.base import Pool
from sweep.pools.local import Processes

__all__ = ["Pool", "Processes"]

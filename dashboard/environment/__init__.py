"""Settings from the environment, each checked once, and what to say when one is wrong.

Nothing but the standard library and the words: gunicorn.conf.py reads this in the master process.
"""

from dashboard.environment.kinds import SettingError
from dashboard.environment.listening import bind_address, check_folder, check_free, url
from dashboard.environment.reading import Found, examine, hidden_from_dash, read
from dashboard.environment.redis_address import RedisAddress, read_address
from dashboard.environment.start import START_SECRET
from dashboard.environment.table import ROWS, Settings

__all__ = [
    "ROWS",
    "START_SECRET",
    "Found",
    "RedisAddress",
    "SettingError",
    "Settings",
    "bind_address",
    "check_folder",
    "check_free",
    "examine",
    "hidden_from_dash",
    "read",
    "read_address",
    "url",
]

"""gunicorn's settings; gunicorn reads this file by itself when started in this directory.

Start it with python -m dashboard: alone it reads WEB_CONCURRENCY before this file, and says in a
traceback what this project says in a sentence.
"""

import logging
import os
import sys

# Before anything loads numpy: a worker solves small problems, and BLAS threads would only fight
# over the cores that the other workers use.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from dashboard import counting, environment, records


def _stop(why: Exception) -> None:
    print(why, file=sys.stderr, flush=True)
    sys.exit(2)


try:
    _settings = environment.read()
except environment.SettingError as error:
    _stop(error)

wsgi_app = "app:server"
bind = environment.bind_address(_settings.host, _settings.port)
if _settings.socket:
    bind = f"unix:{_settings.socket}"  # everyone may write to it: who may reach it, its folder says
worker_class = "dashboard.worker.process.Worker"
workers = _settings.workers
worker_connections = 4000  # each, if so many files may be open; idle ones give way to new ones
graceful_timeout = 8  # seconds for what is being answered when SIGTERM comes
limit_request_line = 8190  # gunicorn's most: a link may hold 64 layers to 17 digits
# What a proxy may say is dashboard/serving/proxies.py's business. gunicorn would believe anyone on
# this machine: that the address begins elsewhere (SCRIPT_NAME), that it was asked over https.
forwarded_allow_ips = ""
forwarder_headers = ""
# Seconds: someone who thinks between two drags keeps the connection, and so does who was told to
# come back later, in half a minute at most (dashboard/serving/lane/slow.py).
keepalive = 40

# Workers touch a file every second to show that they live; on a disk that can stall them.
if os.access("/dev/shm", os.W_OK):
    worker_tmp_dir = "/dev/shm"
control_socket_disable = True  # it would be made in $HOME, which a container may not have
loglevel = _settings.log_level
logger_class = "dashboard.worker.process.Log"
logconfig_dict = records.configuration(_settings)
if _settings.metrics:
    counting.folder.make()


def on_starting(server):
    """Say in one sentence why the address cannot be had, before gunicorn tries for 5 seconds."""
    if "GUNICORN_FD" in os.environ or "LISTEN_FDS" in os.environ:
        return  # the socket is handed over by an older master or by systemd, so it is open already
    for address in server.address:
        try:
            if isinstance(address, tuple):
                environment.check_free(*address)
            elif isinstance(address, str):
                environment.check_folder(address)
        except environment.SettingError as why:
            _stop(why)


def when_ready(server):
    """Print the address; requests made from now on wait for the first worker."""
    for address in server.address:
        if isinstance(address, tuple):
            where = environment.url(*address, _settings.prefix)
        else:
            where = f"{address}, {_settings.prefix}"
        if not isinstance(address, int):  # a socket that was handed over
            print(f"Deep linear networks: {where} (Ctrl-C stops)", flush=True)


def post_fork(server, worker):
    counting.folder.reserve()
    if worker.age > 1:  # every worker reads the lessons; what is wrong with them the first one says
        logging.getLogger("dashboard.guides.lessons.folder").disabled = True


def child_exit(server, worker):
    counting.folder.forget(worker.pid)


def on_exit(server):
    counting.folder.remove()

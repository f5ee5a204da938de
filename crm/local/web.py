"""Gunicorn inside a process of `serve`: threads, the application loaded before the workers are forked."""

import os
from collections.abc import Callable
from typing import Any

from gunicorn import util
from gunicorn.app.base import BaseApplication

from crm.local.workers import WORKER_CLASS


class Web(BaseApplication):
    """The web process on a socket that is bound already."""

    def __init__(self, listening_on: int) -> None:
        self.options = {
            "bind": f"fd://{listening_on}",
            "proc_name": "crm.wsgi",
            "worker_class": WORKER_CLASS,
            "workers": min(4, max(2, os.cpu_count() or 2)),
            "threads": 8,
            "graceful_timeout": 1,
            "loglevel": "warning",
            "preload_app": True,
            "control_socket_disable": True,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., Any]:
        return application()


def application() -> Callable[..., Any]:
    return util.import_app("crm.wsgi:application")

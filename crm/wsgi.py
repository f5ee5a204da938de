"""The web application, for gunicorn; and `/healthz` for whoever watches the process.

The health answer stands before Django: it needs no allowed host, no log-in, no session.
"""

import os
from collections.abc import Callable, Iterable
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import DatabaseError, close_old_connections, connection

from crm.local.listening import HEALTH_PATH

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")

_django = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ.get("PATH_INFO") == HEALTH_PATH:
        return _health(start_response)
    return _django(environ, start_response)


def _health(start_response: Callable[..., Any]) -> Iterable[bytes]:
    """200 while this process reaches the database, else 503; a stranger learns nothing more."""
    close_old_connections()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        status, body = "503 Service Unavailable", b"no database\n"
    else:
        status, body = "200 OK", b"ok\n"
    start_response(status, [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
    return [body]

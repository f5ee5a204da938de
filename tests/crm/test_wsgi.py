"""The health answer for load balancers and compose."""

import pytest
from django.db import connection

from crm.wsgi import application


def answer() -> tuple[str, bytes]:
    """Status and body, asked under a host name that Django would refuse."""
    said: list[str] = []
    environ = {"PATH_INFO": "/healthz", "REQUEST_METHOD": "GET", "HTTP_HOST": "10.0.0.7"}
    body = application(environ, lambda status, _headers: said.append(status))
    return said[0], b"".join(body)


@pytest.mark.django_db(transaction=True)
def test_health_is_fine_while_the_database_answers() -> None:
    assert answer() == ("200 OK", b"ok\n")


@pytest.mark.django_db(transaction=True)
def test_health_tells_a_database_that_has_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")

    assert answer() == ("503 Service Unavailable", b"no database\n")

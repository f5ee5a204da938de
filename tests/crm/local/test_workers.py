import queue
import socket
from io import BytesIO
from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import ThreadWorker

from crm.local import workers
from crm.local.workers import StayingWorker


@pytest.fixture
def line():
    """A client's end, and the connection as the worker has it."""
    client, server = socket.socketpair()
    yield client, SimpleNamespace(sock=server, is_http2=False, parser=SimpleNamespace(unreader=_Unread()))
    client.close()
    server.close()


class _Unread:
    buf = BytesIO()


@pytest.fixture
def worker(monkeypatch):
    """Answers each request with "keep the connection", and counts them."""
    made = object.__new__(StayingWorker)
    made.alive, made.answered, made.nr_conns = True, 0, 0
    made.tpool = SimpleNamespace(_work_queue=queue.SimpleQueue())

    def handle(self, conn):
        self.answered += 1
        return bool(conn.sock.recv(1))

    monkeypatch.setattr(ThreadWorker, "handle", handle)
    return made


def test_a_thread_stays_while_requests_come(worker, line):
    client, conn = line
    client.sendall(b"123")

    assert worker.handle(conn) is True
    assert worker.answered == 3


def test_a_thread_leaves_when_the_client_has_left(worker, line):
    client, conn = line
    client.sendall(b"1")
    client.shutdown(socket.SHUT_WR)

    assert worker.handle(conn) is False


@pytest.mark.parametrize("cause", ["others wait", "the worker ends", "a request is half read", "HTTP/2"])
def test_a_thread_does_not_stay_when(cause, worker, line):
    client, conn = line
    client.sendall(b"123")
    if cause == "others wait":
        worker.tpool._work_queue.put("a request")
    worker.alive = cause != "the worker ends"
    conn.parser.unreader.buf = BytesIO(b"POST" if cause == "a request is half read" else b"")
    conn.is_http2 = cause == "HTTP/2"

    assert worker.handle(conn) is True
    assert worker.answered == 1


@pytest.mark.parametrize(("connections", "seconds"), [(0, 0), (1, 0.0005), (100, 0.002)])
def test_a_worker_lets_one_with_fewer_connections_go_first(connections, seconds, worker, monkeypatch):
    waited = []
    monkeypatch.setattr(workers.time, "sleep", waited.append)
    monkeypatch.setattr(ThreadWorker, "accept", lambda self, listener: waited.append(listener))
    worker.nr_conns = connections

    worker.accept("listener")

    assert waited == [seconds, "listener"]

"""gunicorn's threaded worker for partners and phones that send one request after the other."""

import gc
import select
import time
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

#: As gunicorn's option names it.
WORKER_CLASS = f"{__name__}.StayingWorker"
#: So long a thread waits for the next request of a connection that it has just answered, in milliseconds.
STAYS = 2
#: So long, in seconds a connection held, a worker lets another one take a new connection.
YIELDS, YIELDS_AT_MOST = 0.0005, 0.002
#: New objects until the youngest are looked through, and rounds of those until the older ones are.
#: Python has 700, 10, 10.
COLLECTED = 20_000, 10, 20


class StayingWorker(ThreadWorker):
    """A thread stays with a busy connection, and new connections go to the worker that holds the fewest.

    gunicorn's own hands every request over from the thread that waits to one of those that work and back, which costs
    more than reading it, and passes it to another thread each time, with another connection to the database.
    """

    def load_wsgi(self) -> None:
        """What is there for good is not looked through again; a page's own garbage is collected less often."""
        super().load_wsgi()
        gc.collect()
        gc.freeze()
        gc.set_threshold(*COLLECTED)

    def handle(self, conn: Any) -> Any:
        kept = super().handle(conn)
        while kept is True and not conn.is_http2 and self._goes_on(conn):
            kept = super().handle(conn)
        return kept

    def _goes_on(self, conn: Any) -> bool:
        """Whether the next request is here, while nobody else waits for a thread."""
        if not self.alive or self.tpool._work_queue.qsize() or conn.parser.unreader.buf.getvalue():
            return False
        watch = select.poll()
        watch.register(conn.sock, select.POLLIN)
        return bool(watch.poll(STAYS))

    def accept(self, listener: Any) -> None:
        time.sleep(min(self.nr_conns * YIELDS, YIELDS_AT_MOST))
        super().accept(listener)

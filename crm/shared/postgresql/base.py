"""Django's PostgreSQL backend, which looks at a kept connection before it asks there.

`CONN_HEALTH_CHECKS` sends `SELECT 1` once a request. But a server that has gone away has closed the connection, or
said good-bye on it, and nothing else makes an idle connection readable: so only a readable one is asked. What the
operating system does not know either, a server that has vanished without a word, `SELECT 1` would wait for as long as
the first statement does.
"""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        return (not self.errors_occurred and self._is_silent()) or super().is_usable()

    def _is_silent(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        watch = select.poll()
        watch.register(self.connection.fileno(), select.POLLIN)
        return not watch.poll(0)

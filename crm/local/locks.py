"""Locks between processes. The kernel drops them with the process, so nothing goes stale after kill -9."""

import fcntl
import os
from pathlib import Path
from types import TracebackType


class FileLock:
    """One `flock` on one file; a context manager that holds it exclusively."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: int | None = None

    def exclusive(self) -> None:
        """Take it alone, waiting for everybody else to leave."""
        self._take(fcntl.LOCK_EX)

    def shared(self) -> None:
        """Take it beside other sharers, waiting for a lone holder to leave."""
        self._take(fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _try(self, kind: int) -> bool:
        try:
            self._take(kind | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            return False
        return True

    def _take(self, kind: int) -> None:
        if self._file is None:
            # Read-only is enough for flock, and lets root and an ordinary user share one data folder.
            self._file = os.open(self.path, os.O_RDONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
        fcntl.flock(self._file, kind)

    def __enter__(self) -> "FileLock":
        self.exclusive()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def is_held(path: Path) -> bool:
    """Whether some process holds this lock alone."""
    probe = FileLock(path)
    free = probe.try_shared()
    probe.release()
    return not free

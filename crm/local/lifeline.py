"""Ties a child process to the life of its parent. Framework-free."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(by: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn`: the kernel will send the signal when the parent dies, even by kill -9 (Linux only)."""
    parent = os.getpid()

    def tie() -> None:
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, int(by))
            if os.getppid() != parent:  # it died between fork and prctl
                os._exit(1)

    return tie

"""What `manage.py` does: into the virtual environment, the servers up, then Django. Framework-free."""

import errno
import os
import sys
from collections.abc import Callable

from crm.local import venv
from crm.local.places import data_dir
from crm.local.sharing import Servers

#: Commands that never ask the database.
WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "spectacular",
    "startapp",
    "version",
}


def enter(argv: list[str]) -> None:
    """Run one command of the project; what a person can mend ends in one sentence instead of a traceback."""
    command = argv[1] if len(argv) > 1 else "help"
    try:
        venv.enter(argv, for_tests=command == "test")
        if needs_servers(command, argv[2:]):
            with Servers() as servers:
                _run_django(argv, before=servers.wait)
            if command == "serve":
                _end_at_once()
        else:
            _run_django(argv)
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        sys.exit(f"The disk is full: free some space below {data_dir()} and start again.")


def needs_servers(command: str, arguments: list[str]) -> bool:
    if command in WITHOUT_SERVERS or command.startswith("-"):
        return False
    return not {"-h", "--help", "--version"} & set(arguments)


def _end_at_once() -> None:
    """Taking a whole Python apart lasts as long as stopping the servers."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _run_django(argv: list[str], *, before: Callable[[], object] = lambda: None) -> None:
    """The command itself; `before` is called when Django stands, which takes the servers' time to start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    import django  # exists only inside the virtual environment
    from django.core.management import execute_from_command_line

    django.setup()
    before()
    execute_from_command_line(argv)

"""What `manage.py` does: into the virtual environment, the servers up, then Django. Framework-free."""

import errno
import os
import sys
from contextlib import nullcontext

from crm.local import venv
from crm.local.places import data_dir
from crm.local.sharing import embedded_servers

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
        with embedded_servers() if needs_servers(command, argv[2:]) else nullcontext():
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


def _run_django(argv: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings")
    from django.core.management import execute_from_command_line  # exists only inside the virtual environment

    execute_from_command_line(argv)

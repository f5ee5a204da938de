#!/usr/bin/env python3
"""Yike's one entrance: `python3 manage.py serve`, `python3 manage.py test`, and every other Django command.

The first run makes .venv with the locked packages; the database starts by itself (docs: README.md).
"""

import sys

if sys.version_info < (3, 11):
    sys.exit(
        "Yike needs Python 3.11 or newer and this is %d.%d: start it with a newer python3."
        % sys.version_info[:2]
    )

from crm.local import entrance

if __name__ == "__main__":
    entrance.enter(sys.argv)

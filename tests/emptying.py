"""How the tables are emptied after a test that really commits: row by row, since there are few of them.

Django truncates all 130 tables, which makes every file of theirs and of their indexes anew (half a second), and
writes content types and permissions again.
"""

from django.db import connection
from django.test import TransactionTestCase

#: Written once after the migrations, by Django, and never by a test.
KEPT = {"django_migrations", "django_content_type", "auth_permission"}


def empty_by_row() -> None:
    """From now on, where the database's user may set triggers aside; where not, Django's way stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        if cursor.fetchone()[0]:
            TransactionTestCase._fixture_teardown = lambda test: _empty()


def _empty() -> None:
    """Without triggers: they keep what is written once, and ask every foreign key."""
    names = [name for name in connection.introspection.table_names() if name not in KEPT]
    deletes = [f"DELETE FROM {connection.ops.quote_name(name)};" for name in names]
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; SET LOCAL session_replication_role = replica;" + "".join(deletes) + "COMMIT")

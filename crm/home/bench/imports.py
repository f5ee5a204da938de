"""B12: customers taken over from a file."""

import os
from collections.abc import Callable
from io import StringIO
from itertools import count

from django.db import connection, transaction
from django.utils import timezone

from crm.home.bench.effort import Effort
from crm.home.bench.meters import Take, backends, cpu_a_million, in_turns, rate, timed
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.sql import bench_legs as sql
from crm.imports.models import ImportFile
from crm.imports.registry import importer_of
from crm.imports.services.running import advance, start_commit
from crm.imports.services.staging import stage_file
from customers.models import Customer
from outlets.models import Outlet

#: What an import writes, parents first.
TABLES = (
    *("customers_customer", "customers_contact", "customers_profile", "customers_searchentry"),
    *("customers_addressbookentry", "imports_importrow"),
)
HEADER = "网点,编号,客户名称,类型,电话,地址,行业,联系人,联系人电话,注册资金\n"
SURNAMES, NAMES = "王李张刘陈杨赵黄周吴", "东海南山远航盛达宏图嘉禾明月长风"
TRADES = ("五金", "茶行", "服饰", "电子", "食品", "花店", "文具", "家具")
_files = count(1)


def customers_against_copy(scratch: Scratch, effort: Effort) -> Outcome:
    """The import of a checked file, from its bytes to the journal, against COPY of the very rows that it wrote.

    Both into the same tables with the same indexes; one processor's seconds of program and database together.
    """
    scratch.use(effort.pieces)
    written: dict[str, str] = {}

    def imported() -> Take:
        file = _checked(effort.imported)
        start_commit(file, whole=False, by=None, at=timezone.now())
        taken = _timed(lambda: _run(file))
        written.update(_dumped())
        return taken

    def copied() -> Take:
        _forget()
        return _timed(lambda: _copy(written, effort.imported))

    imported()
    ours, plain = in_turns(imported, copied, rounds=effort.rounds)
    figures = {"rows_s": rate(ours), "copy_rows_s": rate(plain)}
    cost, copy_cost = cpu_a_million(ours), cpu_a_million(plain)
    return Outcome(copy_cost / cost, figures | {"cpu_s_a_million": cost, "copy_cpu_s_a_million": copy_cost})


def _checked(rows: int) -> ImportFile:
    """A file that was looked at before, as in the browser; the customers of the last leg are gone."""
    _forget()
    importer = importer_of("customers")
    file = stage_file(_content(rows), f"bench-{next(_files)}.csv", importer=importer, by=None, at=timezone.now())
    return advance(file.pk, at=timezone.now())


def _run(file: ImportFile) -> int:
    file = advance(file.pk, at=timezone.now())
    done = Customer.objects.count()
    if file.state != ImportFile.State.COMMITTED or done != file.rows:
        raise SystemExit(f"{done} of {file.rows} customers were taken over: the bench's file is not what it thinks.")
    return done


def _content(rows: int) -> bytes:
    """Customers of every outlet in turn, each with a contact, half of them with a figure of the business."""
    outlets = list(Outlet.objects.order_by("pk").values_list("code", flat=True))
    lines = [HEADER]
    for n in range(rows):
        name = SURNAMES[n % 10] + "".join(NAMES[n // 16**place % 16] for place in range(4)) + TRADES[n % 8]
        contact, capital = SURNAMES[n // 10 % 10] + NAMES[n % 16] + NAMES[n // 160 % 16], 1000 + n if n % 2 else ""
        lines.append(
            f"{outlets[n % len(outlets)]},C-{n:06d},{name},企业,1390{n:07d},东莞市虎门镇连升路{n % 900}号,"
            f"{TRADES[n % 8]},{contact},1370{n:07d},{capital}\n"
        )
    return "".join(lines).encode()


def _dumped() -> dict[str, str]:
    """What stands in the tables now, as COPY takes it."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            out = StringIO()
            cursor.copy_expert(f"COPY {table} TO STDOUT", out)
            found[table] = out.getvalue()
    return found


def _copy(written: dict[str, str], rows: int) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        for table, text in written.items():
            cursor.copy_expert(f"COPY {table} FROM STDIN", StringIO(text))
    return rows


def _forget() -> None:
    """The tables as they were before: empty, and swept."""
    with connection.cursor() as cursor:
        for table in reversed(TABLES):
            cursor.execute(sql.FORGET.format(table=table))
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")


def _timed(work: Callable[[], int]) -> Take:
    return timed(work, processes=lambda: [os.getpid(), *backends()])

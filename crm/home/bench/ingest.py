"""B1 to B4 and B9: scans taken in by the thousand, over HTTP, in raw SQL, by COPY, and the slow way."""

import io
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from statistics import median

from django.db import connection
from django.utils import timezone

from crm.celery import app
from crm.home.bench.effort import Effort
from crm.home.bench.fresh import EVERYWHERE, Batch, fresh_batches
from crm.home.bench.meters import Take, cpu_a_million, in_turns, rate, timed
from crm.home.bench.naive import naive_bodies, naive_table
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.bench.web import Web, serving
from crm.home.sql import bench_legs
from shipments.quality.services.figures import fold_figures
from shipments.services.plain_scans import as_found
from shipments.sql import ingest
from shipments.sql.partitions import ensure_partitions

#: Connections that warm a web server up.
WARM = 12
RECORD_ARRIVALS = ingest.RECORD_PLAIN[True, False]


def http_against_sql(scratch: Scratch, effort: Effort) -> Outcome:
    """B1: the API takes in fresh pieces as fast as its own statements can be sent, with as many clients."""
    scratch.use(effort.pieces)
    with _warm() as web:
        ours, raw = in_turns(lambda: _over_http(web, effort), lambda: _raw(effort), rounds=effort.rounds)
    return Outcome(rate(ours) / rate(raw), {"http_rows_s": rate(ours), "sql_rows_s": rate(raw)})


def http_against_copy(scratch: Scratch, effort: Effort) -> Outcome:
    """B2: taking in, with all that follows from a scan, against COPY of the same events and keys on one connection."""
    scratch.use(effort.pieces)
    with _warm() as web:
        ours, copied = in_turns(lambda: _over_http(web, effort), lambda: _copied(effort), rounds=effort.rounds)
    return Outcome(rate(ours) / rate(copied), {"http_rows_s": rate(ours), "copy_rows_s": rate(copied)})


def http_against_naive(scratch: Scratch, effort: Effort) -> Outcome:
    """B3: CPU of web server and database for a million scans, against one ModelSerializer and one save() a scan."""
    scratch.use(effort.pieces)
    with _warm() as web, naive_table(), serving("crm.home.bench.naive_site") as naive:
        naive.warm_up(naive_bodies(fresh_batches(1, size=WARM)[0]))
        ours, slow = in_turns(
            lambda: _over_http(web, effort), lambda: _naively(naive, effort), rounds=min(3, effort.rounds)
        )
    figures = {"cpu_s_a_million": cpu_a_million(ours), "naive_cpu_s_a_million": cpu_a_million(slow)}
    return Outcome(cpu_a_million(ours) / cpu_a_million(slow), figures)


def http_growth(scratch: Scratch, effort: Effort) -> Outcome:
    """B4: CPU of web server and database for a million scans, beside ten times as many pieces.

    With random event ids; `growth_ids_by_time` is the same with ids that begin with their time.
    """
    with ExitStack() as stack:
        webs = {}
        for pieces in (effort.pieces, effort.fewer):
            scratch.use(pieces)
            webs[pieces] = stack.enter_context(_warm())

        def legs(*, ordered: bool) -> tuple[float, float]:
            def leg(pieces: int) -> Take:
                scratch.use(pieces)
                return _over_http(webs[pieces], effort, ordered=ordered)

            many, few = in_turns(lambda: leg(effort.pieces), lambda: leg(effort.fewer), rounds=effort.rounds)
            return cpu_a_million(many), cpu_a_million(few)

        many, few = legs(ordered=False)
        many_ordered, few_ordered = legs(ordered=True)
    figures = {"cpu_s_a_million": many, "tenth_cpu_s_a_million": few, "growth_ids_by_time": many_ordered / few_ordered}
    return Outcome(many / few, figures)


def with_roll_ups(scratch: Scratch, effort: Effort) -> Outcome:
    """B9: leaving notes that days have changed, and folding those days as often as beat does, against doing neither.

    A leg is shorter than the pause between two folds, so all it touched is folded once afterwards, and of the time
    which that takes the leg bears its share.
    """
    scratch.use(effort.pieces)
    longer = 3 * effort.batches
    without = ingest.record_plain(ingest.FOUND_PIECES, begins=True, acts=False, notes="")
    pause = app.conf.beat_schedule["fold_figures"]["schedule"]
    folds: list[float] = []

    def noting() -> Take:
        take = _raw(effort, batches=longer)
        start = time.perf_counter()
        while fold_figures(timezone.now()):
            pass
        folds.append(time.perf_counter() - start)
        return Take(take.rows, take.seconds * (1 + folds[-1] / pause))

    noted, plain = in_turns(noting, lambda: _raw(effort, batches=longer, record=without), rounds=effort.rounds)
    figures = {"rows_s": rate(noted), "without_rows_s": rate(plain), "fold_s": median(folds)}
    return Outcome(rate(noted) / rate(plain), figures)


@contextmanager
def _warm() -> Iterator[Web]:
    with serving() as web:
        web.warm_up([batch.body() for batch in fresh_batches(WARM, size=1)])
        yield web


def _over_http(web: Web, effort: Effort, *, ordered: bool = False) -> Take:
    bodies = [batch.body() for batch in fresh_batches(effort.batches, size=effort.batch, ordered=ordered)]
    clients = web.clients(effort.clients)
    accepted = b'"accepted":%d,' % effort.batch

    def post() -> int:
        if not all(accepted in answer for answer in web.post_all(bodies, clients)):
            raise SystemExit("A batch was not taken whole: the bench's data are not what it thinks they are.")
        return len(bodies) * effort.batch

    try:
        return timed(post, processes=web.processes)
    finally:
        for client in clients:
            client.socket.close()


def _raw(effort: Effort, *, batches: int | None = None, record: str = RECORD_ARRIVALS) -> Take:
    """The same statements with their parameters ready, each batch its own transaction."""
    legs = fresh_batches(batches or effort.batches, size=effort.batch)
    with ExitStack() as stack:
        links = [stack.enter_context(closing(_link())) for _ in range(effort.clients)]
        statements = [_statements(batch, links[0], record) for batch in legs]

        def send(link: object, share: list[tuple[bytes, bytes]]) -> None:
            with link.cursor() as cursor:
                for lock, record in share:
                    cursor.execute(lock)
                    cursor.fetchall()
                    cursor.execute(record)
                    cursor.fetchall()
                    link.commit()

        def work() -> int:
            shares = [statements[n :: len(links)] for n in range(len(links))]
            with ThreadPoolExecutor(len(links)) as pool:
                list(pool.map(send, links, shares))
            return sum(map(len, legs))

        return timed(work)


def _link() -> object:
    return connection.get_new_connection(connection.get_connection_params())


def _statements(batch: Batch, link: object, record: str) -> tuple[bytes, bytes]:
    """What the service would send, the answer to the first one looked up beforehand."""
    ensure_partitions({(at.year, at.month) for at in batch.scans.occurred_at})
    parameters = batch.scans.parameters(source="bench", access=EVERYWHERE, at=timezone.now())
    with link.cursor() as cursor:
        cursor.execute(bench_legs.FIND_PLAIN, parameters)
        found = as_found(cursor.fetchone())
        statements = cursor.mogrify(ingest.LOCK_PLAIN, parameters), cursor.mogrify(record, parameters | found)
        link.commit()
        return statements


def _copied(effort: Effort) -> Take:
    batches = fresh_batches(effort.batches, size=effort.batch)
    events, keys = io.StringIO(), io.StringIO()
    for batch in batches:
        scans = batch.scans
        for n, (event_id, at) in enumerate(zip(scans.event_ids, scans.occurred_at, strict=True)):
            keys.write(f"{event_id}\n")
            events.write(
                f"{event_id}\t{batch.first_piece + n}\tarrival\t1\t1\t{at}\t{at}\t{at}\t0\tA\t\\N\tbench\t\\N\n"
            )

    def copy() -> int:
        with connection.cursor() as cursor:
            for statement, rows in ((bench_legs.COPY_KEYS, keys), (bench_legs.COPY_EVENTS, events)):
                rows.seek(0)
                cursor.copy_expert(statement, rows)
        return sum(map(len, batches))

    return timed(copy)


def _naively(web: Web, effort: Effort) -> Take:
    batches = fresh_batches(1, size=effort.naive)
    bodies = naive_bodies(batches[0])
    clients = web.clients(effort.clients)
    return timed(lambda: len(web.post_all(bodies, clients)), processes=web.processes)

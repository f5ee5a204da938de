"""B5: one scan a request, as a desk or a phone sends it, against the plainest transaction PostgreSQL is timed by."""

import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from crm.home.bench.effort import Effort
from crm.home.bench.fresh import fresh_batches
from crm.home.bench.meters import Take, in_turns, rate
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.bench.web import Client, Web, serving
from crm.local.places import places
from crm.local.postgres import found_programs

#: More than can be posted in a second, so that no leg runs dry.
MOST_A_SECOND = 2500
#: Connections that warm a web server up, and its statements with it.
WARM = 12


def singles_against_pgbench(scratch: Scratch, effort: Effort) -> Outcome:
    scratch.use(effort.pieces)
    _pgbench("-i", "-q", "-s", str(effort.pgbench_scale))
    with serving() as web:
        web.warm_up([batch.body() for batch in fresh_batches(WARM, size=1)])
        ours, plain = in_turns(lambda: _singles(web, effort), lambda: _transactions(effort), rounds=effort.rounds)
    _pgbench("-i", "-I", "d")
    return Outcome(rate(ours) / rate(plain), {"http_requests_s": rate(ours), "pgbench_tps": rate(plain)})


def _singles(web: Web, effort: Effort) -> Take:
    scans = fresh_batches(effort.seconds * MOST_A_SECOND, size=1)
    bodies = [scan.body() for scan in scans]
    clients = web.clients(effort.single_clients)
    start = time.perf_counter()

    def post(client: Client, mine: list[bytes]) -> int:
        for number, body in enumerate(mine):
            if time.perf_counter() > start + effort.seconds:
                return number
            client.post(body)
        return len(mine)

    with ThreadPoolExecutor(len(clients)) as pool:
        done = sum(pool.map(post, clients, (bodies[n :: len(clients)] for n in range(len(clients)))))
    for client in clients:
        client.socket.close()
    return Take(done, time.perf_counter() - start)


def _transactions(effort: Effort) -> Take:
    """`pgbench -N` (an update, a select, an insert a transaction) with as many clients."""
    said = _pgbench("-N", "-n", "-c", str(effort.single_clients), "-j", "2", "-T", str(effort.seconds))
    return Take(int(re.search(r"actually processed: (\d+)", said)[1]), effort.seconds)


def _pgbench(*arguments: str) -> str:
    to = connection.settings_dict
    where = {"PGHOST": to["HOST"], "PGPORT": to["PORT"], "PGUSER": to["USER"], "PGPASSWORD": to["PASSWORD"]}
    program = found_programs(places()) / "pgbench"
    return subprocess.run(
        [program, *arguments, to["NAME"]],
        env={**os.environ, **{name: str(value) for name, value in where.items() if value}},
        capture_output=True,
        text=True,
        check=True,
    ).stdout

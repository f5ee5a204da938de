"""B11: somebody looked for among a million customers, against the same page of one whose number is known."""

import time
from importlib import import_module
from random import Random
from statistics import quantiles
from uuid import uuid4

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db.models import QuerySet
from django.http import HttpRequest

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.home.bench.customers import fill_customers
from crm.home.bench.effort import Effort
from crm.home.bench.meters import Take, in_turns, seconds, timed
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.bench.web import Reader, Web, serving
from crm.shared.pinyin import reading
from crm.shared.remembered import remember
from customers.models import Customer
from customers.views.customers import CustomerList
from outlets.models import Membership

#: As many texts of each kind, of customers drawn by lot.
TEXTS = 10
BY_KEY = "/bench/customer/"


class ByKey(CustomerList):
    """The list of the one whose number is asked for."""

    def get_queryset(self, request: HttpRequest, **kwargs: int) -> QuerySet[Customer]:
        return super().get_queryset(request).filter(pk=kwargs["pk"])


def search(scratch: Scratch, effort: Effort) -> Outcome:
    scratch.use_other(f"customers_{effort.pieces}", lambda say: fill_customers(effort.pieces, at=scratch.at, say=say))
    user, session = _somebody_of_headquarters()
    drawn = _drawn(TEXTS)
    known = [f"{BY_KEY}{customer.pk}/" for customer in drawn]
    figures, worst, lookups = {}, 0.0, []
    with serving("crm.home.bench.pages_site") as web:
        reader = Reader(web.address, session)
        for kind, texts in _texts(drawn).items():
            pages = [f"/customers/?q={remember(text, user=user)}" for text in texts]
            for path in [*pages, *known]:
                reader.get(path)
            found, plain = in_turns(
                lambda pages=pages: _read(web, reader, pages, effort.reads),
                lambda: _read(web, reader, known, effort.reads),
                rounds=effort.rounds,
            )
            lookups += plain
            figures |= {f"{kind}_p95_ms": 1000 * seconds(found), f"{kind}_cpu": _cpu(found) / _cpu(plain)}
            worst = max(worst, seconds(found) / seconds(plain))
        reader.socket.close()
    return Outcome(worst, {**figures, "by_key_p95_ms": 1000 * seconds(lookups)})


def _read(web: Web, reader: Reader, paths: list[str], times: int) -> Take:
    """The slowest but one of twenty of these reads, and the processor time of a read."""
    took: list[float] = []

    def work() -> int:
        for n in range(times):
            start = time.perf_counter()
            reader.get(paths[n % len(paths)])
            took.append(time.perf_counter() - start)
        return times

    measured = timed(work, processes=web.processes)
    return Take(1, quantiles(took, n=20)[-1], (measured.cpu or 0) / times)


def _cpu(takes: list[Take]) -> float:
    return sorted(take.cpu or 0 for take in takes)[len(takes) // 2] or 1e-9


def _drawn(count: int) -> list[Customer]:
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True)[0]
    rng = Random("drawn")
    return [Customer.objects.filter(pk__gte=rng.randrange(1, last + 1)).order_by("pk")[0] for _ in range(count)]


def _texts(drawn: list[Customer]) -> dict[str, list[str]]:
    names = [customer.name for customer in drawn]
    return {
        "two_characters": [name[2:4] if len(name) > 3 else name[:2] for name in names],
        "initials": [reading(name).initials[:4] for name in names],
        "tail": [customer.phone[-4:] for customer in drawn],
        "common": ["公司", "五金", "虎门", "gs"],
        "absent": ["龘靐", "xqzv", "0000000"],
    }


def _somebody_of_headquarters() -> tuple[User, str]:
    """Who may see every customer, and the key of a session."""
    user = User.objects.create_user(f"bench-{uuid4().hex[:8]}")
    Membership.objects.create(user=user, role=Role.CRG)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return user, session.session_key

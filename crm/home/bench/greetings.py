"""BG: a feast greeted by a million customers' network: its list drawn up, its messages and calls posted."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from crm.accounts.models import User
from crm.home.bench.effort import SIZES, Effort
from crm.home.bench.meters import backends, timed
from crm.home.bench.outcome import Outcome
from crm.home.bench.scratch import Scratch
from crm.home.sql import bench_greetings as sql
from customers.models import Customer, Greeting, GreetingPlan
from customers.services import greetings

#: What it is held against, in seconds.
ALLOWED = 60


def feast(scratch: Scratch, effort: Effort) -> Outcome:
    """Processor seconds of the list as a share of a minute; beside them those of posting, and both on the clock."""
    scratch.use(SIZES["tiny"].pieces)
    at = timezone.now()
    editor, approver = (User.objects.get_or_create(username=f"bench-{name}")[0] for name in ("editor", "approver"))
    _fill(scratch, effort.pieces - Customer.objects.count(), by=editor)
    GreetingPlan.objects.all().delete()
    plan = greetings.draft_year(timezone.localdate(at).year + 1, by=editor, at=at)[0]
    drawn = timed(lambda: greetings.draw_up(plan), processes=backends)
    greetings.propose(plan, by=editor, at=at)
    greetings.approve(plan, by=approver, at=at)
    posted = timed(lambda: _start(plan, by=editor), processes=backends)
    figures = {"list_s": drawn.seconds, "list_cpu_s": drawn.cpu or 0, "post_s": posted.seconds}
    figures |= {"post_cpu_s": posted.cpu or 0, "customers": drawn.rows, "posted": posted.rows}
    return Outcome((drawn.cpu or drawn.seconds) / ALLOWED, figures)


def _start(plan: GreetingPlan, *, by: User) -> int:
    """As somebody presses it, and as the worker goes on. Answers the greetings that were posted."""
    at = timezone.now()
    greetings.start(plan, by=by, at=at)
    greetings.post_greetings(at)
    return Greeting.objects.filter(plan=plan).exclude(way=Greeting.Way.NONE).count()


def _fill(scratch: Scratch, customers: int, *, by: User) -> None:
    scratch.say(f"Filling {customers:,} customers with their tiers and consents")
    told = {"customers": customers, "at": timezone.now() - timedelta(days=30), "by": by.pk}
    with connection.cursor() as cursor:
        for statement in (sql.CUSTOMERS, sql.STANDINGS, sql.CONSENTS, sql.SILENCES):
            cursor.execute(statement, told)
        cursor.execute(sql.ANALYZE)

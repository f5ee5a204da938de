"""Greetings of the demo: a feast that is over, the next one waiting for a second person, and who is left in peace."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from crm.accounts.models import User
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.sql import demo_greetings as sql
from customers.models import Customer, DoNotGreet, GreetingPlan
from customers.services import greetings

#: One in so many customers is in mourning, in dispute, or has asked for quiet.
SILENT = 45
NOTES = (("mourning", "家中有白事"), ("dispute", "上月破损理赔未结"), ("wish", "客户要求勿发节日短信"))
DAY = timedelta(days=1)


def write_greetings(*, at: datetime) -> None:
    """writes   customers_greetingplan, …_greeting, …_donotgreet, …_task, outbox_batch, …_message, …_attempt"""
    editor = User.objects.filter(username=f"{USERNAME_PREFIX}operations").first()
    approver = User.objects.filter(username=f"{USERNAME_PREFIX}crg").first()
    if editor is None or approver is None:
        return
    _write_silences(by=approver, at=at - 60 * DAY)
    past, *ahead = _plans(by=editor, at=at)
    _greet(past, editor, approver)
    greetings.draw_up(ahead[0])
    greetings.propose(ahead[0], by=editor, at=at - DAY)


def _write_silences(*, by: User, at: datetime) -> None:
    rows = Customer.objects.current().order_by("outlet__code", "code").values_list("pk", "outlet_id")[::SILENT]
    made = [
        DoNotGreet(customer_id=pk, outlet_id=outlet, reason=reason, note=note, noted_at=at, noted_by=by)
        for number, (pk, outlet) in enumerate(rows)
        for reason, note in (NOTES[number % len(NOTES)],)
    ]
    DoNotGreet.objects.bulk_create(made)


def _plans(*, by: User, at: datetime) -> list[GreetingPlan]:
    """The last feast that is over, and all that lie ahead until the end of the next year."""
    today = timezone.localdate(at)
    for year in range(today.year - 1, today.year + 2):
        greetings.draft_year(year, by=by, at=at - 400 * DAY)
    past = GreetingPlan.objects.filter(send_until__lt=at - DAY).order_by("-on")
    GreetingPlan.objects.filter(send_until__lte=at).exclude(pk=past[0].pk).delete()
    GreetingPlan.objects.update(drafted_at=at - 40 * DAY)
    return list(GreetingPlan.objects.order_by("on"))


def _greet(plan: GreetingPlan, editor: User, approver: User) -> None:
    greetings.draw_up(plan)
    greetings.propose(plan, by=editor, at=plan.send_from - 9 * DAY)
    greetings.approve(plan, by=approver, at=plan.send_from - 8 * DAY)
    started = greetings.start(plan, by=approver, at=plan.send_from - 7 * DAY)
    greetings.post_greetings(plan.send_from - 7 * DAY)
    told = {"plan": plan.pk, "batch": started.batch_id, "by": approver.pk}
    with connection.cursor() as cursor:
        for statement in (sql.SENT, sql.ATTEMPTS, sql.CALLED):
            cursor.execute(statement, told)
    GreetingPlan.objects.filter(pk=plan.pk).update(state=GreetingPlan.State.ENDED)

"""Tiers of the demo: half a year of volumes before its waybills begin, and the evaluations that follow from them."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone

from crm.accounts.models import User
from crm.calendar.queries import working_days
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.sql import demo_volumes as sql
from customers.models import CustomerTier
from customers.services.tier_overrides import ask_override, decide_override
from customers.services.tiering import evaluate, month_of
from customers.services.volumes import fold_volumes

BEFORE = timedelta(weeks=26)
MONTHS = 4
MANAGER, APPROVER = f"{USERNAME_PREFIX}manager", f"{USERNAME_PREFIX}crg"
REASONS = ("新签年度合同，货量将增", "展会期间按大客户接待")


def write_tiers(*, since: datetime, at: datetime) -> None:
    """
    since    when the demo's waybills begin
    writes   customers_customerday, customers_customerweek, customers_activity, customers_customertier,
             customers_tierevaluation, customers_tierverdict, customers_tieroverride
    """
    while fold_volumes(at):
        pass
    first = timezone.localdate(since)
    told = {
        "days": (timezone.localdate(at) - first).days or 1,
        "worked": working_days(first - BEFORE, first - timedelta(days=1)),
        "until": first,
    }
    with connection.cursor() as cursor:
        for statement in (sql.DAYS, sql.WEEKS, sql.TOTALS, sql.OPENED):
            cursor.execute(statement, told)
    for month in _months(month_of(at)):
        evaluate(month, at=at)
    _override(at)


def _months(last: date) -> list[date]:
    months = [last]
    while len(months) < MONTHS:
        months.insert(0, (months[0] - timedelta(days=1)).replace(day=1))
    return months


def _override(at: datetime) -> None:
    """At the first sample outlet, one firm that counts more than it ships, and one for which that is asked."""
    people = {person.username: person for person in User.objects.filter(username__in=(MANAGER, APPROVER))}
    if len(people) < 2:
        return
    outlet = people[MANAGER].memberships.get().outlet
    until = timezone.localdate(at) + timedelta(days=60)
    firms = [each.customer for each in CustomerTier.objects.filter(outlet=outlet).order_by("-tier", "pk")[:2]]
    for firm, reason in zip(firms, REASONS, strict=False):
        override = ask_override(firm, "A", reason=reason, expires_on=until, by=people[MANAGER], at=at)
        if firm == firms[0]:
            decide_override(override, approve=True, by=people[APPROVER], at=at)

"""Columns and states of key accounts, promises, reviews and expenses."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.audit.models import AuditEntry
from crm.shared.figures import Badge, Share
from crm.shared.tables import Column, Table
from crm.shared.timelines import Line
from customers.models import AccountExpense, AccountReview, KeyAccount, ServicePromise
from customers.queries.key_accounts import REVIEW_SOON
from customers.rules.service_promise import Standing

BADGE, YUAN = "parts/_badge.html", "parts/_yuan.html"
STANDINGS = {
    Standing.NOTHING: Badge("still", _("Nothing counted yet")),
    Standing.SAFE: Badge("met", _("On target")),
    Standing.NEAR: Badge("soon", _("Just above")),
    Standing.BELOW: Badge("overdue", _("Below")),
}


def account_badge(account: KeyAccount) -> Badge:
    return Badge("still", _("Ended")) if account.ended_at else Badge("open", _("Shared"))


def promise_badge(promise: ServicePromise) -> Badge:
    today = timezone.localdate()
    if promise.withdrawn:
        return Badge("void", _("Withdrawn"))
    if promise.judged_at is not None:
        verdicts = {
            True: Badge("met", _("Kept")),
            False: Badge("late", _("Broken")),
            None: Badge("still", _("Nothing to measure")),
        }
        return verdicts[promise.kept]
    if promise.from_day > today:
        return Badge("still", _("Not begun"))
    if promise.until >= today:
        return Badge("open", _("Running"))
    if promise.measure == ServicePromise.Measure.WORD:
        return Badge("review", _("To be confirmed"))
    return Badge("open", _("Being settled"))


def review_badge(review: AccountReview) -> Badge:
    today = timezone.localdate()
    if review.held_on is not None:
        return Badge("met", _("Held"))
    if review.due_on < today:
        return Badge("overdue", _("Past its day"))
    return Badge("soon", _("Due soon")) if review.due_on <= today + REVIEW_SOON else Badge("open", _("Planned"))


def expense_badge(expense: AccountExpense) -> Badge:
    if expense.approved is None:
        return Badge("review", _("To be approved"))
    if not expense.approved:
        return Badge("refused", pgettext_lazy("expense", "Refused"))
    return Badge("open", _("Approved")) if expense.spent_yuan is None else Badge("met", _("Spent"))


def share_of(part: Decimal, whole: Decimal | None) -> Share:
    """Of a budget, in whole yuan: within it looks well."""
    return Share(int(part), int(whole or 0))


def target_words(promise: ServicePromise) -> Any:
    if promise.target is None:
        return promise.get_measure_display()
    return _("at least %(target)s %%") % {"target": f"{promise.target.normalize():f}"}


#: A term of a promise as the audit trail calls it → as its page does.
TERMS = {
    "text": _("Promise"),
    "measure": _("Measured by"),
    "target": _("At least, per cent"),
    "from_day": _("From day"),
    "until": _("Until"),
    "owner": _("Who answers for it"),
}


def history_of(entries: Iterable[AuditEntry]) -> list[Line]:
    """What became of a promise's terms, the newest first."""
    return [_change(entry) for entry in entries]


def _change(entry: AuditEntry) -> Line:
    withdrawn = entry.action == "promise.withdraw"
    changes = [f"{label}: {_shown(name, entry)}" for name, label in TERMS.items() if name in entry.detail]
    return Line(
        entry.at,
        entry.pk,
        _("Withdrawn") if withdrawn else _("Corrected"),
        text=" · ".join([entry.detail["reason"], *changes]),
        who=entry.actor.get_full_name() if entry.actor else "",
        kind="void" if withdrawn else "",
        icon="" if withdrawn else "edit",
    )


def _shown(name: str, entry: AuditEntry) -> str:
    measures = dict(ServicePromise.Measure.choices)
    was, now = (str(measures.get(each, each)) if name == "measure" else each or "—" for each in entry.detail[name])
    return f"{was} → {now}"


def span_words(promise: ServicePromise) -> str:
    return f"{promise.from_day.isoformat()} – {promise.until.isoformat()}"


def found_words(promise: ServicePromise) -> str:
    return "" if promise.found is None else f"{promise.found} %"


def _tier(account: KeyAccount) -> str:
    standing = getattr(account.customer, "standing", None)
    return standing.get_tier_display() if standing else ""


def _next_review(account: KeyAccount) -> date | None:
    return next((each.due_on for each in account.planned), None)


class KeyAccountTable(Table[KeyAccount]):
    columns = (
        Column(_("Customer"), "customer.name", link=True),
        Column(_("Tier"), "", show=_tier),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Cared for by"), "owner.name"),
        Column(_("Next review"), "", show=_next_review),
        Column(_("Shared since"), "shared_at", quiet=True),
        Column(_("State"), "", show=account_badge, cell=BADGE),
    )


class PromiseTable(Table[ServicePromise]):
    columns = (
        Column(_("Promise"), "text", link=True),
        Column(_("Customer"), "account.customer.name"),
        Column(_("Measured by"), "get_measure_display", quiet=True),
        Column(_("Target"), "", show=target_words),
        Column(_("Days"), "", show=span_words),
        Column(_("Measured"), "", show=found_words, numeric=True),
        Column(_("State"), "", show=promise_badge, cell=BADGE),
    )


class ReviewTable(Table[AccountReview]):
    columns = (
        Column(_("Due on"), "due_on"),
        Column(_("Customer"), "account.customer.name", link=True),
        Column(_("Outlet"), "outlet.name"),
        Column(_("Cared for by"), "account.owner.name"),
        Column(_("Review held on"), "held_on"),
        Column(_("State"), "", show=review_badge, cell=BADGE),
    )


class ExpenseTable(Table[AccountExpense]):
    columns = (
        Column(_("Planned on"), "planned_on"),
        Column(_("Title"), "title", link=True),
        Column(_("Kind"), "get_kind_display"),
        Column(_("Customer"), "account.customer.name"),
        Column(_("Budget"), "budget_yuan", cell=YUAN, numeric=True),
        Column(_("Spent"), "spent_yuan", cell="customers/_spent.html", numeric=True),
        Column(_("Asked by"), "asked_by.name", quiet=True),
        Column(_("State"), "", show=expense_badge, cell=BADGE),
    )

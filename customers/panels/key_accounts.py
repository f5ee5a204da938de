"""The key account of a customer: its box, what was promised, and what became of promises."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared import timelines
from crm.shared.panels import Panel, hang
from crm.shared.timelines import Below, Line, Part, newest
from customers.models import Customer, KeyAccount, ServicePromise
from customers.queries.key_accounts import ACCOUNT_READERS, readings, running
from customers.tables.key_accounts import STANDINGS, promise_badge, target_words
from outlets.access import access_of

PAGE = "customers.customer"


def hang_all() -> None:
    hang(PAGE, Panel("customers/_key_account_box.html", box, order=60))
    hang(f"{PAGE}.steps", Panel("customers/_promise_steps.html", open_promises, order=60))
    timelines.hang(PAGE, Part("promises", _("Written promises"), judged_promises, order=60))


def box(customer: Customer, user: Any) -> Mapping[str, Any]:
    access = access_of(user)
    account = KeyAccount.objects.visible_to(user).select_related("owner").filter(customer=customer).first()
    shared = account is not None and account.ended_at is None
    return {
        "customer": customer,
        "account": account if access.has(ACCOUNT_READERS) else None,
        "shared": shared,
        "may_share": not shared and access.manages(customer.outlet_id) and customer.state == Customer.State.ACTIVE,
        "next_review": account.reviews.filter(held_on=None).first() if account else None,
    }


def open_promises(customer: Customer, user: Any) -> Mapping[str, Any]:
    """What runs now, with how it stands."""
    if not access_of(user).has(ACCOUNT_READERS):
        return {"promises": []}
    at = timezone.now()
    promises = ServicePromise.objects.visible_to(user).filter(account__customer=customer)
    now = running(promises, today=timezone.localdate(at))
    found = [(each.promise, each.tally, STANDINGS[each.standing]) for each in readings(now, at=at)]
    words = now.filter(measure=ServicePromise.Measure.WORD)
    return {"promises": [*found, *((each, None, promise_badge(each)) for each in words)]}


def judged_promises(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    if not access_of(user).has(ACCOUNT_READERS):
        return []
    judged = ServicePromise.objects.visible_to(user).filter(account__customer=customer, judged_at__isnull=False)
    rows = newest(judged.select_related("judged_by"), "judged_at", below, limit)
    return [_line(each) for each in rows]


def _line(promise: ServicePromise) -> Line:
    found = f"{promise.found} % · {target_words(promise)}" if promise.found is not None else promise.note
    return Line(
        promise.judged_at,
        promise.pk,
        promise.text,
        text=found,
        who=str(promise.judged_by or ""),
        icon="writing-sign",
        url=promise.get_absolute_url(),
        badge=promise_badge(promise),
    )

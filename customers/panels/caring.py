"""Callbacks and churn cases on the customer's timeline."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from crm.shared.timelines import Below, Line, Part, hang, newest
from customers.models import CallbackAttempt, ChurnStep, Customer
from customers.tables.callbacks import outcome_badge


def hang_all() -> None:
    hang("customers.customer", Part("callbacks", _("Callbacks"), tries_of, order=30))
    hang("customers.customer", Part("churn", _("Churn"), steps_of, order=35))


def tries_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = CallbackAttempt.objects.visible_to(user).filter(callback__customer=customer).select_related("by")
    return [
        Line(
            attempt.at,
            attempt.pk,
            _("Callback"),
            text=attempt.note,
            who=attempt.by.get_full_name(),
            icon="phone",
            badge=outcome_badge(attempt.outcome),
        )
        for attempt in newest(rows, "at", below, limit)
    ]


def steps_of(customer: Customer, user: Any, below: Below | None, limit: int) -> Sequence[Line]:
    rows = ChurnStep.objects.visible_to(user).filter(case__customer=customer).select_related("by", "case")
    return [
        Line(
            step.at,
            step.pk,
            step.get_state_display(),
            text=step.text,
            who=step.by.get_full_name() if step.by else "",
            icon="trending-down",
            url=step.case.get_absolute_url(),
        )
        for step in newest(rows, "at", below, limit)
    ]

"""Filters of key accounts, their promises, reviews and expenses."""

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.accounts.models import User
from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter, SearchFilter
from customers.models import AccountExpense, AccountReview, KeyAccount, ServicePromise, Tier
from customers.queries.key_accounts import REVIEW_SOON, at_risk, group, readings, running
from outlets.models import Outlet


class OwnerFilter(django_filters.ModelChoiceFilter):
    """Somebody of the group."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"queryset": User.objects.none(), "label": _("Cared for by"), **kwargs})

    def get_queryset(self, request: Any) -> QuerySet[User]:
        return group()


class KeyAccountFilter(PageFilters):
    q = SearchFilter(fields=("customer__name", "customer__code"), lookup="icontains", placeholder=_("Name or code"))
    owner = OwnerFilter()
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    tier = ChoiceFilter(field_name="customer__standing__tier", choices=Tier.choices, label=_("Tier"))
    state = ChoiceFilter(choices=(("shared", _("Shared")), ("ended", _("Ended"))), label=_("State"), method="in_state")

    class Meta:
        model = KeyAccount
        fields = ("q", "owner", "outlet", "tier", "state")

    def in_state(self, rows: QuerySet[KeyAccount], name: str, value: str) -> QuerySet[KeyAccount]:
        return rows.filter(ended_at__isnull=value == "shared")


class PromiseFilter(PageFilters):
    owner = OwnerFilter(field_name="account__owner")
    state = ChoiceFilter(
        choices=(
            ("running", _("Running")),
            ("risk", _("At risk now")),
            ("confirm", _("To be confirmed")),
            ("kept", _("Kept")),
            ("broken", _("Broken")),
            ("withdrawn", _("Withdrawn")),
        ),
        label=_("State"),
        method="in_state",
    )
    measure = ChoiceFilter(choices=ServicePromise.Measure.choices, label=_("Measured by"))
    account = ScopedChoiceFilter(queryset=KeyAccount.objects.select_related("customer"), label=_("Key account"))

    class Meta:
        model = ServicePromise
        fields = ("owner", "state", "measure", "account")

    def in_state(self, rows: QuerySet[ServicePromise], name: str, value: str) -> QuerySet[ServicePromise]:
        at = timezone.now()
        today = timezone.localdate(at)
        if value == "risk":
            now = running(rows.filter(account__ended_at=None), today=today)
            return rows.filter(pk__in=[each.promise.pk for each in at_risk(readings(now, at=at))])
        word = ServicePromise.Measure.WORD
        return {
            "running": rows.filter(judged_at=None, until__gte=today),
            "confirm": rows.filter(judged_at=None, measure=word, until__lt=today),
            "kept": rows.filter(kept=True),
            "broken": rows.filter(kept=False),
            "withdrawn": rows.filter(kept=None, judged_by__isnull=False),
        }[value]


class ReviewFilter(PageFilters):
    owner = OwnerFilter(field_name="account__owner")
    state = ChoiceFilter(
        choices=(("soon", _("Due soon")), ("planned", _("Planned")), ("held", _("Held"))),
        label=_("State"),
        method="in_state",
    )
    account = ScopedChoiceFilter(queryset=KeyAccount.objects.select_related("customer"), label=_("Key account"))

    class Meta:
        model = AccountReview
        fields = ("owner", "state", "account")

    def in_state(self, rows: QuerySet[AccountReview], name: str, value: str) -> QuerySet[AccountReview]:
        if value == "held":
            return rows.filter(held_on__isnull=False)
        planned = rows.filter(held_on=None)
        return planned.filter(due_on__lte=timezone.localdate() + REVIEW_SOON) if value == "soon" else planned


class ExpenseFilter(PageFilters):
    kind = ChoiceFilter(choices=AccountExpense.Kind.choices, label=_("Kind"))
    state = ChoiceFilter(
        choices=(
            ("asked", _("To be approved")),
            ("approved", _("Approved")),
            ("spent", _("Spent")),
            ("refused", pgettext_lazy("expense", "Refused")),
        ),
        label=_("State"),
        method="in_state",
    )
    year = django_filters.NumberFilter(field_name="planned_on__year", label=_("Year"), min_value=2000, max_value=2100)
    account = ScopedChoiceFilter(queryset=KeyAccount.objects.select_related("customer"), label=_("Key account"))

    class Meta:
        model = AccountExpense
        fields = ("kind", "state", "year", "account")

    def in_state(self, rows: QuerySet[AccountExpense], name: str, value: str) -> QuerySet[AccountExpense]:
        return {
            "asked": rows.filter(approved=None),
            "approved": rows.filter(approved=True),
            "spent": rows.filter(spent_yuan__isnull=False),
            "refused": rows.filter(approved=False),
        }[value]

"""Filters of the problem pieces."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.days import midnight
from crm.shared.filters import ChoiceFilter, SearchFilter
from outlets.filters.places import OutletFilters
from shipments.models import ProblemReason, ProblemRecord

FOLLOWED = (("open", _("Open")), ("due", _("To follow up now")), ("closed", _("Resolved")))


class ProblemFilter(OutletFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    day = django_filters.DateFilter(
        label=_("Business day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), method="on_day"
    )
    category = ChoiceFilter(choices=ProblemRecord.Category.choices, label=_("Category"))
    party = ChoiceFilter(choices=ProblemReason.Party.choices, field_name="reason__party", label=_("Answers for it"))
    follow = ChoiceFilter(choices=FOLLOWED, label=_("Follow-up"), method="followed")
    remark = ChoiceFilter(choices=ProblemRecord.Remark.choices, label=_("Wording"))
    timeliness = ChoiceFilter(
        choices=(("met", _("In time")), ("late", _("Late")), ("review", _("Under review"))), label=_("Registration")
    )

    class Meta:
        model = ProblemRecord
        fields = ("q", "outlet", "region", "day", "category", "party", "follow", "remark", "timeliness")

    def followed(self, rows: QuerySet[ProblemRecord], name: str, value: str) -> QuerySet[ProblemRecord]:
        if value == "due":
            return rows.due(timezone.now())
        return rows.open() if value == "open" else rows.filter(closed_at__isnull=False)

    def on_day(self, rows: QuerySet[ProblemRecord], name: str, value: Any) -> QuerySet[ProblemRecord]:
        """The clock's business day; of a piece without a clock, the day of the registration."""
        since = midnight(value)
        loose = Q(clock=None, registered_at__gte=since, registered_at__lt=since + timedelta(days=1))
        return rows.filter(Q(clock__day=value) | loose)

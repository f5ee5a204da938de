from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter
from outlets.filters.places import OutletFilters
from shipments.quality.filters.ledger import MonthFilter
from shipments.quality.models import Score
from shipments.quality.queries.performance import last_month

COURIERS = "couriers"


class ScoreFilter(OutletFilters):
    """Without a month the newest one; without a kind the outlets."""

    month = MonthFilter(label=_("Month"))
    kind = ChoiceFilter(
        label=_("Of"),
        choices=[("outlets", _("Outlets")), (COURIERS, _("Couriers"))],
        empty_label=None,
        method="of_kind",
    )

    class Meta:
        model = Score
        fields = ("month", "kind", "outlet", "region")

    @property
    def chosen_month(self) -> Any:
        return self.form.cleaned_data.get("month") or last_month()

    def of_kind(self, rows: QuerySet[Score], _name: str, _kind: str) -> QuerySet[Score]:
        return rows

    def filter_queryset(self, queryset: QuerySet[Score]) -> QuerySet[Score]:
        rows = super().filter_queryset(queryset)
        if not self.form.cleaned_data.get("month"):
            rows = rows.filter(month=self.chosen_month)
        return rows.exclude(person=None) if self.form.cleaned_data.get("kind") == COURIERS else rows.filter(person=None)

from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, SearchFilter
from outlets.filters.places import OutletFilters
from shipments.quality.models import ProblemReview, Verdict

WHY = (
    ("remark", _("Its wording")),
    ("time", _("Its time")),
    ("spot", _("Spot check")),
    ("radar", _("Radar")),
)


class ReviewFilter(OutletFilters):
    q = SearchFilter(fields=("problem__waybill__number",), placeholder=_("Waybill number"))
    why = ChoiceFilter(choices=WHY, label=_("In doubt"))
    verdict = ChoiceFilter(choices=Verdict.choices, label=_("Verdict"))
    since = DayFilter(field_name="asked_at", lookup="gte", label=_("Registered since"))

    class Meta:
        model = ProblemReview
        fields = ("q", "outlet", "region", "why", "verdict", "since")

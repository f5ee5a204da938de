from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter
from customers.models import Survey, SurveyAnswer
from customers.rules.survey_figures import DETRACTOR_UNTIL, PROMOTER_FROM, SATISFIED_FROM
from customers.rules.survey_forms import LOW_CSAT, LOW_NPS
from customers.rules.survey_sampling import Stratum
from outlets.filters.places import OutletFilters

STRATA = [(Stratum.A, "A"), (Stratum.B, "B"), (Stratum.C, "C"), (Stratum.LOST, _("Lost"))]
#: What an answer says in one word → which answers they are.
VOICES = {
    "low": (_("To be called"), Q(csat__lte=LOW_CSAT) | Q(nps__lte=LOW_NPS)),
    "content": (_("Content: 4 or 5 stars"), Q(csat__gte=SATISFIED_FROM)),
    "promoter": (_("Would recommend us: 9 or 10"), Q(nps__gte=PROMOTER_FROM)),
    "detractor": (_("Would not: 0 to 6"), Q(nps__lte=DETRACTOR_UNTIL)),
    "comment": (_("With a comment"), ~Q(comment="")),
    "competitor": (_("Names another network"), ~Q(competitor="")),
}


class VoiceFilter(ChoiceFilter):
    def filter(self, qs: QuerySet[SurveyAnswer], value: Any) -> QuerySet[SurveyAnswer]:
        return qs.filter(VOICES[value][1]) if value else qs


class AnswerFilter(OutletFilters):
    kind = ChoiceFilter(field_name="survey__kind", choices=Survey.Kind.choices, label=_("Survey"))
    stratum = ChoiceFilter(choices=STRATA, label=_("Tier when asked"))
    voice = VoiceFilter(choices=[(code, words) for code, (words, _rows) in VOICES.items()], label=_("Rating"))
    since = DayFilter(field_name="answered_at", lookup="gte", label=_("Answered since"))
    until = DayFilter(field_name="answered_at", lookup="lt", label=_("Answered until"))

    class Meta:
        model = SurveyAnswer
        fields = ("outlet", "region", "kind", "stratum", "voice", "since", "until")


class FigureFilter(OutletFilters):
    """What the figures are about: as the list's filters, but for what they themselves tell."""

    kind = ChoiceFilter(field_name="survey__kind", choices=Survey.Kind.choices, label=_("Survey"))
    stratum = ChoiceFilter(choices=STRATA, label=_("Tier when asked"))
    since = DayFilter(field_name="answered_at", lookup="gte", label=_("Answered since"))
    until = DayFilter(field_name="answered_at", lookup="lt", label=_("Answered until"))

    class Meta:
        model = SurveyAnswer
        fields = ("outlet", "region", "kind", "stratum", "since", "until")

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter
from outlets.models import Membership, Outlet, TrainingCourse, TrainingRecord
from outlets.queries.training import SOON

VALIDITY = (("valid", _("Valid")), ("soon", _("Ends soon")), ("run_out", _("Run out")), ("failed", _("Not passed")))


class TrainingFilter(PageFilters):
    q = django_filters.CharFilter(label=_("Search"), method="of_person", max_length=64)
    course = django_filters.ModelChoiceFilter(
        queryset=TrainingCourse.objects.all(), to_field_name="code", label=_("Course")
    )
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"), method="at_outlet"
    )
    state = ChoiceFilter(choices=VALIDITY, label=_("State"), method="in_state")

    class Meta:
        model = TrainingRecord
        fields = ()

    def of_person(self, rows: QuerySet[TrainingRecord], _name: str, value: str) -> QuerySet[TrainingRecord]:
        sought = value.strip()
        match = Q(person__name__startswith=sought) | Q(person__staff_no__startswith=sought)
        return rows.filter(match | Q(person__username__startswith=sought)) if sought else rows

    def at_outlet(self, rows: QuerySet[TrainingRecord], _name: str, value: Outlet) -> QuerySet[TrainingRecord]:
        return rows.filter(person__in=Membership.objects.filter(outlet=value).values("user"))

    def in_state(self, rows: QuerySet[TrainingRecord], _name: str, value: str) -> QuerySet[TrainingRecord]:
        today = timezone.localdate()
        return {
            "valid": rows.standing_on(today),
            "soon": rows.filter(passed=True, valid_until__range=(today, today + SOON)),
            "run_out": rows.filter(passed=True, valid_until__lt=today),
            "failed": rows.filter(passed=False),
        }[value]

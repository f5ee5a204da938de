"""Filters of the duty lists: shared by pages, links and whoever narrows a figure to its rows."""

from datetime import timedelta

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, SearchFilter
from outlets.filters.places import OutletFilters
from shipments.models import DeliveryRun, PieceArrival, ProblemRecord

DUTY_STATES = (
    ("open", _("Open")),
    ("met", _("In time")),
    ("late", _("Late or under review")),
    ("review", _("Under review")),
)
SCANNED_OR_NOT = (("done", _("Scanned")), ("undone", _("Not scanned")))
STEPS = (
    ("not_out", _("Arrived but not sent out")),
    ("out_unsigned", _("Sent out but not signed for")),
    ("delivered_unsigned", _("Delivered but not signed for")),
    ("problem_open", _("Problem not followed up")),
)
RUN_DUTIES = (("delivery", _("Delivery")), ("sign_entry", _("Sign entry")))


def late_by_proof(done: str, error: str, grade: str, *, due: str) -> Q:
    """Late by the whole band of a clock fit for evidence; other late ones are for a person to judge."""
    band = F(error) * timedelta(milliseconds=1)
    return Q(**{f"{done}__gt": F(due) + band, f"{grade}__in": ["A", "B"]})


class ClockFilters(OutletFilters):
    day = django_filters.DateFilter(
        field_name="clock__day",
        label=_("Business day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    trip = django_filters.CharFilter(field_name="clock__trip__trip_no", max_length=40, label=_("Trip"))


class ArrivalFilter(ClockFilters):
    q = SearchFilter(fields=("piece__number",), placeholder=_("Piece number"))
    state = ChoiceFilter(choices=(*DUTY_STATES, *SCANNED_OR_NOT), label=_("State"), method="in_state")

    class Meta:
        model = PieceArrival
        fields = ("q", "outlet", "region", "day", "state")

    def in_state(self, rows: QuerySet[PieceArrival], name: str, value: str) -> QuerySet[PieceArrival]:
        undone, met = Q(scanned_at=None), Q(scanned_at__lte=F("clock__arrival_due_at"))
        still_open = undone & Q(clock__arrivals_closed_at=None)
        proven = late_by_proof("scanned_at", "scan_error_ms", "scan_grade", due="clock__arrival_due_at")
        return {
            "open": rows.filter(still_open),
            "met": rows.filter(met),
            "late": rows.filter(~still_open).filter(undone | Q(scanned_at__gt=F("clock__arrival_due_at"))),
            "review": rows.filter(scanned_at__gt=F("clock__arrival_due_at")).exclude(proven),
            "done": rows.exclude(undone),
            "undone": rows.filter(undone),
        }[value]


class RunFilter(ClockFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    duty = ChoiceFilter(choices=RUN_DUTIES, label=_("Duty"), empty_label=None, method="of_duty")
    state = ChoiceFilter(
        choices=(*DUTY_STATES, ("excused", _("Lifted by a problem"))), label=_("State"), method="in_state"
    )

    step = ChoiceFilter(choices=STEPS, label=_("Monitor"), method="at_step")

    class Meta:
        model = DeliveryRun
        fields = ("q", "outlet", "region", "day", "duty", "state", "step")

    def of_duty(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        return rows  # the state below and the table read it

    def in_state(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        done, error, grade, due = run_fields(self.data.get("duty"))
        undone, overdue = Q(**{done: None}), Q(**{f"{done}__gt": F(due)})
        still_open = undone & Q(clock__runs_closed_at=None)
        doubtful = Q(doubtful=True) | (Q(clock__delivery_review=True) if done == "delivered_at" else Q())
        return {
            "open": rows.filter(still_open),
            "met": rows.filter(**{f"{done}__lte": F(due)}),
            "late": rows.filter(~still_open).filter(undone | overdue),
            "review": rows.filter(~still_open)
            .filter(undone | overdue)
            .filter(doubtful | (overdue & ~late_by_proof(done, error, grade, due=due))),
            "excused": rows,
        }[value]

    def at_step(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        """Questions of the delivery monitor (source: 5.5.7)."""
        undone = rows.filter(delivered_at=None)
        came = PieceArrival.objects.filter(clock=OuterRef("clock"), piece__waybill=OuterRef("waybill"))
        told = ProblemRecord.objects.filter(run=OuterRef("pk"), withdrawn=False)
        return {
            "not_out": undone.filter(Exists(came.exclude(scanned_at=None)), out_at=None),
            "out_unsigned": rows.filter(out_at__isnull=False, signed_at=None),
            "delivered_unsigned": rows.filter(delivered_at__isnull=False, signed_at=None),
            "problem_open": undone.filter(Exists(told)),
        }[value]

    @property
    def qs(self) -> QuerySet[DeliveryRun]:
        """Runs that a problem lifted are no duties any more; they are shown when asked for."""
        asked = self.data if self.is_bound else {}
        if asked.get("step") == "problem_open":
            return super().qs
        return super().qs.filter(lifted_at__isnull=asked.get("state") != "excused")


def run_fields(duty: str | None) -> tuple[str, str, str, str]:
    """Columns of a run's duty: when done, its error, its grade, its deadline."""
    if duty == "sign_entry":
        return "signed_at", "signed_error_ms", "signed_grade", "clock__sign_due_at"
    return "delivered_at", "delivered_error_ms", "delivered_grade", "clock__delivery_due_at"

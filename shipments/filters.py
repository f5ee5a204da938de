"""Filters of the lists of waybills and duties: shared by pages, links and whoever narrows a figure to its rows."""

from datetime import date, datetime, time, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, PageFilters, ScopedChoiceFilter, SearchFilter
from outlets.models import Hub, Membership, Outlet, Region
from outlets.models.call_scripts import RESULT_LABELS
from shipments.models import (
    Call,
    CallRetry,
    DayNote,
    DeliveryRun,
    LineHaulTrip,
    Piece,
    PieceArrival,
    ProblemReason,
    ProblemRecord,
    ScanKind,
    Waybill,
)
from shipments.models.trips import SHIFT_LABELS
from shipments.rules.numbers import clean_number

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
FOLLOWED = (("open", _("Open")), ("due", _("To follow up now")), ("closed", _("Closed")))
RUN_DUTIES = (("delivery", _("Delivery")), ("sign_entry", _("Sign entry")))


def late_by_proof(done: str, error: str, grade: str, *, due: str) -> Q:
    """Late by the whole band of a clock fit for evidence; other late ones are for a person to judge."""
    band = F(error) * timedelta(milliseconds=1)
    return Q(**{f"{done}__gt": F(due) + band, f"{grade}__in": ["A", "B"]})


class RegionFilter(ScopedChoiceFilter):
    """Only regions in which the asker has outlets are a choice."""

    def get_queryset(self, request: Any) -> QuerySet[Region]:
        mine = Outlet.objects.visible_to(request.user)
        return Region.objects.filter(Exists(mine.filter(region=OuterRef("pk"))))


class OutletFilters(PageFilters):
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    region = RegionFilter(
        queryset=Region.objects.all(), field_name="outlet__region", to_field_name="code", label=_("Region")
    )


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
        since = timezone.make_aware(datetime.combine(value, time.min))
        loose = Q(clock=None, registered_at__gte=since, registered_at__lt=since + timedelta(days=1))
        return rows.filter(Q(clock__day=value) | loose)


class WaybillFilter(PageFilters):
    q = django_filters.CharFilter(
        label=_("Search"),
        method="by_number",
        max_length=64,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("Waybill or piece number"),
                "data-search": "",
                "autocomplete": "off",
            }
        ),
    )
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"), method="at_outlet"
    )
    state = ChoiceFilter(
        choices=(("registered", _("Registered")), *ScanKind.choices[:-2]), label=_("State"), method="in_state"
    )
    since = DayFilter(field_name="entered_at", lookup="gte", label=_("Entered since"))
    until = DayFilter(field_name="entered_at", lookup="lt", label=_("Entered until"))

    class Meta:
        model = Waybill
        fields = ("q", "outlet", "state", "since", "until")

    def by_number(self, rows: QuerySet[Waybill], name: str, value: str) -> QuerySet[Waybill]:
        """By the beginning of the waybill's number, or by a whole piece number."""
        number = clean_number(value)
        of_piece = Piece.objects.filter(number=number).values("waybill")
        return rows.filter(Q(number__startswith=number) | Q(pk__in=of_piece)) if number else rows

    def at_outlet(self, rows: QuerySet[Waybill], name: str, value: Outlet) -> QuerySet[Waybill]:
        return rows.filter(Q(origin=value) | Q(destination=value))

    def in_state(self, rows: QuerySet[Waybill], name: str, value: str) -> QuerySet[Waybill]:
        master = Piece.objects.filter(waybill=OuterRef("pk"), kind=Piece.Kind.MASTER)
        return rows.filter(Exists(master.filter(state="" if value == "registered" else value)))


class HubFilter(ScopedChoiceFilter):
    """Only hubs that serve the asker's outlets are a choice."""

    def get_queryset(self, request: Any) -> QuerySet[Hub]:
        mine = Outlet.objects.visible_to(request.user)
        return Hub.objects.filter(Exists(mine.filter(hub=OuterRef("pk"))))


class TripFilter(OutletFilters):
    q = SearchFilter(fields=("trip_no",), placeholder=_("Trip number"))
    hub = HubFilter(queryset=Hub.objects.all(), field_name="origin_hub", to_field_name="code", label=_("From"))
    shift = ChoiceFilter(choices=list(SHIFT_LABELS.items()), label=_("Shift"))
    state = ChoiceFilter(
        choices=(
            ("planned", _("Not yet arrived")),
            ("arrived", _("Arrived, not unloaded")),
            ("unloaded", _("Unloaded")),
        ),
        label=_("State"),
        method="in_state",
    )
    since = DayFilter(field_name="planned_at", lookup="gte", label=_("From day"))
    until = DayFilter(field_name="planned_at", lookup="lt", label=_("To day"))

    class Meta:
        model = LineHaulTrip
        fields = ("q", "outlet", "region", "hub", "shift", "state", "since", "until")

    def in_state(self, rows: QuerySet[LineHaulTrip], name: str, value: str) -> QuerySet[LineHaulTrip]:
        return {
            "planned": rows.filter(arrived_at=None, unloaded_at=None),
            "arrived": rows.filter(arrived_at__isnull=False, unloaded_at=None),
            "unloaded": rows.filter(unloaded_at__isnull=False),
        }[value]


class PunctualityFilter(OutletFilters):
    by = ChoiceFilter(
        choices=(("line", _("Line")), ("outlet", _("Outlet"))), empty_label=None, label=_("Per"), method="of_grouping"
    )
    since = DayFilter(field_name="planned_at", lookup="gte", label=_("From day"))
    until = DayFilter(field_name="planned_at", lookup="lt", label=_("To day"))

    class Meta:
        model = LineHaulTrip
        fields = ("by", "outlet", "region", "since", "until")

    def of_grouping(self, rows: QuerySet[LineHaulTrip], name: str, value: str) -> QuerySet[LineHaulTrip]:
        return rows  # the table is grouped by it


class CallFilter(OutletFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    whose = ChoiceFilter(choices=(("mine", _("My own")),), label=_("Whose"), method="of_person")
    result = ChoiceFilter(choices=list(RESULT_LABELS.items()), label=_("Result"))
    since = DayFilter(field_name="called_at", lookup="gte", label=_("From day"))
    until = DayFilter(field_name="called_at", lookup="lt", label=_("To day"))

    class Meta:
        model = Call
        fields = ("q", "whose", "outlet", "region", "result", "since", "until")

    def of_person(self, rows: QuerySet[Call], name: str, value: str) -> QuerySet[Call]:
        return rows.filter(by=self.request.user)


class RetryFilter(OutletFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    due = ChoiceFilter(choices=(("now", _("Due now")),), label=_("Due"), method="due_now")

    class Meta:
        model = CallRetry
        fields = ("q", "due", "outlet", "region")

    def due_now(self, rows: QuerySet[CallRetry], name: str, value: str) -> QuerySet[CallRetry]:
        return rows.filter(due_at__lte=timezone.now())


class DelayFilter(OutletFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    side = ChoiceFilter(
        choices=(("sent", _("Sent from here")),), empty_label=_("To deliver here"), label=_("Which"), method="on_side"
    )
    tier = ChoiceFilter(
        choices=(("A", "A"), ("B", "B"), ("C", "C"), ("none", _("None"))), label=_("Tier"), method="of_tier"
    )
    promise = ChoiceFilter(
        choices=(("none", _("Nothing promised yet")), ("open", _("Promised")), ("broken", _("Promise broken"))),
        label=_("Promise"),
        method="with_promise",
    )

    class Meta:
        model = DeliveryRun
        fields = ("q", "side", "tier", "promise", "outlet", "region")

    def on_side(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        return rows  # the page has chosen whose rows these are

    def of_tier(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        return rows.filter(tier="" if value == "none" else value)

    def with_promise(self, rows: QuerySet[DeliveryRun], name: str, value: str) -> QuerySet[DeliveryRun]:
        now = timezone.now()
        return {
            "none": rows.filter(promised_at=None),
            "open": rows.filter(promised_at__gte=now),
            "broken": rows.filter(promised_at__lt=now),
        }[value]


class AbnormalFilter(PageFilters):
    q = SearchFilter(fields=("number",), placeholder=_("Waybill number"))
    kind = ChoiceFilter(
        choices=(
            ("problem", _("Problem open")),
            ("quiet24", _("No scan for 24 hours")),
            ("quiet48", _("No scan for 48 hours")),
            ("missorted", _("Mis-sorted")),
            ("returned", _("Returned")),
        ),
        empty_label=_("Overdue"),
        label=_("What is wrong"),
        method="of_kind",
    )
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"), method="at_outlet"
    )

    class Meta:
        model = Waybill
        fields = ("q", "kind", "outlet")

    def of_kind(self, rows: QuerySet[Waybill], name: str, value: str) -> QuerySet[Waybill]:
        return rows  # the page has chosen them

    def at_outlet(self, rows: QuerySet[Waybill], name: str, value: Outlet) -> QuerySet[Waybill]:
        return rows.filter(Q(origin=value) | Q(destination=value))


class DayLogFilter(PageFilters):
    q = SearchFilter(fields=("user__name", "user__staff_no", "user__username"), placeholder=_("Name or staff number"))
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    day = django_filters.DateFilter(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        method="on_day",
    )
    state = ChoiceFilter(
        choices=(
            ("none", _("Nothing written")),
            ("open", _("Open")),
            ("closed", _("Closed, not seen")),
            ("seen", _("Seen")),
        ),
        label=_("State"),
        method="in_state",
    )

    class Meta:
        model = Membership
        fields = ()

    @property
    def chosen_day(self) -> date:
        given = self.form.cleaned_data.get("day") if self.form.is_valid() else None
        return given or timezone.localdate()

    def on_day(self, rows: QuerySet[Membership], name: str, value: date) -> QuerySet[Membership]:
        return rows  # the page reads it

    def in_state(self, rows: QuerySet[Membership], name: str, value: str) -> QuerySet[Membership]:
        notes = DayNote.objects.filter(person=OuterRef("user"), outlet=OuterRef("outlet"), day=self.chosen_day)
        return {
            "none": rows.filter(~Exists(notes)),
            "open": rows.filter(Exists(notes.filter(closed_at=None))),
            "closed": rows.filter(Exists(notes.filter(seen_at=None).exclude(closed_at=None))),
            "seen": rows.filter(Exists(notes.exclude(seen_at=None))),
        }[value]

"""What is chosen once at the scan desk, and the numbers of those who type or paste them."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from outlets.models import Outlet
from shipments.forms.signing import CONSENT_CHOICES, RELATION_CHOICES, InstantInput, fault_words
from shipments.models import LineHaulTrip, ScanKind
from shipments.models.trips import SHIFT_LABELS
from shipments.rules.numbers import numbers_in
from shipments.rules.signers import SignEntry, sign_faults

DESK_KINDS = (
    (ScanKind.ARRIVAL, _("Arrival scan")),
    (ScanKind.OUT_FOR_DELIVERY, _("Out for delivery")),
    (ScanKind.DELIVERED, _("Delivered")),
    (ScanKind.SIGNED, _("Sign entry")),
    (ScanKind.HOLD, _("Held at outlet")),
)
#: A desk works on the trips around now; an old one is corrected on its own page.
TRIPS_SINCE, TRIPS_UNTIL = timedelta(hours=30), timedelta(hours=12)
PASTED = 2000


def trip_label(trip: LineHaulTrip) -> str:
    came = trip.arrived_at or trip.unloaded_at
    words = _("came %(time)s") if came else _("planned %(time)s")
    time = timezone.localtime(came or trip.planned_at).strftime("%m-%d %H:%M")
    return " · ".join([str(words % {"time": time}), trip.get_shift_display(), trip.trip_no])


class TripField(forms.ModelChoiceField):
    def label_from_instance(self, trip: LineHaulTrip) -> str:
        return trip_label(trip)


class CourierField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return f"{person.get_full_name()} {person.staff_no or ''}".strip()


class DeskForm(forms.Form):
    """One form for the page, for the browser's queue and for desks without JavaScript."""

    kind = forms.ChoiceField(
        label=_("Scan type"), choices=DESK_KINDS, widget=forms.RadioSelect, initial=ScanKind.ARRIVAL
    )
    outlet = forms.ModelChoiceField(
        label=_("Outlet"), queryset=Outlet.objects.none(), to_field_name="code", empty_label=None
    )
    trip = TripField(
        label=_("Trip"),
        queryset=LineHaulTrip.objects.none(),
        to_field_name="trip_no",
        required=False,
        empty_label=_("No trip: the clock starts with the scan"),
    )
    shift = forms.ChoiceField(label=_("Shift"), choices=[("", _("By the trip")), *SHIFT_LABELS.items()], required=False)
    previous_stop = forms.CharField(label=_("Previous stop"), max_length=60, required=False)
    out_too = forms.BooleanField(label=_("Arrive and out for delivery in one"), required=False)
    operator = CourierField(label=_("Courier"), queryset=User.objects.none(), required=False, empty_label=_("Myself"))
    relation = forms.ChoiceField(
        label=_("Signed by"), choices=RELATION_CHOICES, required=False, widget=forms.RadioSelect, initial="101"
    )
    signer = forms.CharField(label=_("Signer's name"), max_length=60, required=False)
    consent = forms.ChoiceField(label=_("The receiver agreed"), choices=CONSENT_CHOICES, required=False)
    consent_at = forms.DateTimeField(label=_("Agreed at"), widget=InstantInput, required=False)
    number = forms.CharField(label=_("Number"), max_length=64, required=False)
    numbers = forms.CharField(label=_("Many numbers"), required=False, widget=forms.Textarea, max_length=PASTED * 40)

    def __init__(self, data: Mapping[str, Any] | None = None, *, outlets: QuerySet[Outlet], at: datetime, **more: Any):
        super().__init__(data, **more)
        mine = [outlet.pk for outlet in outlets]
        self.at = at
        self.fields["outlet"].queryset = outlets
        self.fields["trip"].queryset = trips_around(mine, at)
        self.fields["operator"].queryset = couriers_of(mine)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        trip, outlet = cleaned.get("trip"), cleaned.get("outlet")
        if trip and outlet and trip.outlet_id != outlet.pk:
            wrong = _("This trip goes to another outlet: choose one of %(outlet)s.")
            self.add_error("trip", wrong % {"outlet": outlet})
        if cleaned.get("kind") == ScanKind.SIGNED:
            self._clean_signer(cleaned)
        cleaned["all_numbers"] = list(numbers_in(f"{cleaned.get('number', '')}\n{cleaned.get('numbers', '')}"))
        if len(cleaned["all_numbers"]) > PASTED:
            self.add_error("numbers", _("At most %(most)s numbers at a time.") % {"most": PASTED})
        return cleaned

    def _clean_signer(self, cleaned: dict[str, Any]) -> None:
        for fault in sign_faults(self.signature(cleaned), entered_at=None, at=self.at):
            if fault.field not in self.errors:
                self.add_error(fault.field, fault_words(fault))

    @staticmethod
    def signature(cleaned: Mapping[str, Any]) -> SignEntry:
        return SignEntry(
            relation=cleaned.get("relation", ""),
            signer=cleaned.get("signer", ""),
            consent=cleaned.get("consent", ""),
            consent_at=cleaned.get("consent_at"),
        )


def trips_around(outlet_ids: list[int], at: datetime) -> QuerySet[LineHaulTrip]:
    near = LineHaulTrip.objects.filter(outlet_id__in=outlet_ids)
    return near.filter(planned_at__gte=at - TRIPS_SINCE, planned_at__lt=at + TRIPS_UNTIL).order_by("-planned_at")


def couriers_of(outlet_ids: list[int]) -> QuerySet[User]:
    couriers = User.objects.filter(memberships__outlet_id__in=outlet_ids, memberships__role=Role.COURIER)
    return couriers.filter(is_active=True).distinct().order_by("name", "id")

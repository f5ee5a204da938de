"""Leads as people type them."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.shared.fields import LineField, NameField, PhoneField, PlainIntegerField, YuanField
from customers.models import Customer, Lead, LeadEvent, Source
from customers.rules.lead_states import OPEN
from customers.services.leads import NewLead, Step
from outlets.access import access_of
from outlets.models import Outlet

#: How somebody at a desk hears of a lead; the other ways in write their own.
TYPED = (Source.COUNTER, Source.CALL, Source.REFERRAL, Source.EVENT)
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M")
LOOKS = (("call", _("Call the lead")), ("visit", _("Visit the lead")), ("check", _("Check what is written")))
MOST_PARCELS = 1_000_000


class WhoForm(forms.Form):
    """What is written about somebody who may become a customer."""

    name = NameField(label=_("Name"), max_length=60)
    company = NameField(label=_("Company"), max_length=120, required=False)
    phone = PhoneField(label=_("Telephone"))
    address = LineField(label=_("Address"), max_length=200, required=False)
    need = LineField(label=_("What is needed"), max_length=500, required=False)
    parcels_a_month = PlainIntegerField(label=_("Parcels a month"), required=False, min_value=0, max_value=MOST_PARCELS)

    def facts(self) -> dict[str, Any]:
        names = ("name", "company", "phone", "address", "need", "parcels_a_month")
        return {name: self.cleaned_data[name] for name in names}


class LeadForm(WhoForm):
    """A lead somebody types; `anyway`: although a file looks like it."""

    source = forms.ChoiceField(
        label=_("Source"),
        choices=[(source.value, source.label) for source in TYPED],
        initial=Source.COUNTER,
        widget=forms.RadioSelect,
    )
    event = forms.ModelChoiceField(
        label=pgettext_lazy("lead", "Event"),
        queryset=LeadEvent.objects.none(),
        required=False,
        empty_label=_("No event"),
    )
    referrer = LineField(
        label=_("Referred by customer"), max_length=40, required=False, help_text=_("The code of the customer's file.")
    )
    outlet = forms.ModelChoiceField(
        label=_("Outlet"),
        queryset=Outlet.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("Whoever serves the address"),
    )
    consent = forms.BooleanField(label=_("Agrees to be called back"), required=False)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.access = user, access_of(user)
        self.fields["event"].queryset = LeadEvent.objects.offered_to(user)
        if self.access.network or len(self.access.outlet_ids) > 1:
            outlets = Outlet.objects.visible_to(user).filter(active=True).order_by("code")
            self.fields["outlet"].queryset = outlets
        else:
            del self.fields["outlet"]

    def clean_referrer(self) -> Customer | None:
        code = self.cleaned_data["referrer"]
        if not code:
            return None
        found = Customer.objects.visible_to(self.user).filter(code=code).first()
        if found is None:
            raise forms.ValidationError(_("There is no customer with this code."))
        return found

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if told.get("source") == Source.EVENT and not told.get("event"):
            self.add_error("event", _("Say which event."))
        return told

    def place(self) -> Outlet | None:
        """Where it goes; somebody of one outlet enters it there."""
        if "outlet" in self.fields:
            return self.cleaned_data["outlet"]
        return Outlet.objects.filter(pk=self.access.only_outlet_id).first()

    def lead(self, *, at: Any) -> NewLead:
        told = self.cleaned_data
        consent_at = at if told["consent"] else None
        event = told["event"] if told["source"] == Source.EVENT else None
        return NewLead(
            source=told["source"], **self.facts(), event=event, referrer=told["referrer"], consent_at=consent_at
        )


class StepForm(forms.Form):
    """One tap: `state` is a button. The version is the one that the page showed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(choices=[(state.value, state.value) for state in OPEN], widget=forms.HiddenInput)
    note = LineField(label=_("Note"), max_length=500, required=False)
    next_step_at = forms.DateTimeField(label=_("Next step at"), required=False, widget=MOMENT)

    def step(self) -> Step:
        told = self.cleaned_data
        return Step(told["state"], note=told["note"], next_step_at=told["next_step_at"])


class LoseForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    lost_reason = forms.ChoiceField(
        label=_("Lost because of"), choices=Lead.LostReason.choices, widget=forms.RadioSelect
    )
    note = LineField(label=_("Note"), max_length=500, required=False)

    def step(self) -> Step:
        told = self.cleaned_data
        return Step(Lead.State.LOST, note=told["note"], lost_reason=told["lost_reason"])


class AssignForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)
    outlet = forms.ModelChoiceField(
        label=_("Outlet"), queryset=Outlet.objects.filter(active=True).order_by("code"), to_field_name="code"
    )


class LeadUnmaskForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=LOOKS)


class LeadEventForm(forms.ModelForm):
    class Meta:
        model = LeadEvent
        fields = ("name", "held_on", "place", "outlet")
        widgets = {"held_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, outlets: Any, network: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _own_outlets(self.fields["outlet"], outlets, network=network)


class CostForm(forms.Form):
    """What a way in has cost in a month."""

    month = forms.DateField(
        label=_("Month"), input_formats=["%Y-%m"], widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m")
    )
    source = forms.ChoiceField(label=_("Source"), choices=Source.choices)
    outlet = forms.ModelChoiceField(label=_("Outlet"), queryset=Outlet.objects.none(), to_field_name="code")
    yuan = YuanField(label=_("Yuan"), max_digits=10)

    def __init__(self, *args: Any, outlets: Any, network: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _own_outlets(self.fields["outlet"], outlets, network=network)


class MonthsForm(forms.Form):
    """Which months a report counts, and of which outlet."""

    first = forms.DateField(
        label=_("From month"),
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    last = forms.DateField(
        label=_("To month"),
        required=False,
        input_formats=["%Y-%m"],
        widget=forms.DateInput(attrs={"type": "month"}, format="%Y-%m"),
    )
    outlet = forms.ModelChoiceField(
        label=_("Outlet"),
        queryset=Outlet.objects.none(),
        to_field_name="code",
        required=False,
        empty_label=_("All of them"),
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        access = access_of(user)
        if access.network or len(access.outlet_ids) > 1:
            self.fields["outlet"].queryset = Outlet.objects.visible_to(user).order_by("code")
        else:
            del self.fields["outlet"]

    def months(self) -> tuple[date, date]:
        """First days of the first and the last month; three months to this one when nothing is said."""
        told = self.cleaned_data if self.is_valid() else {}
        last = told.get("last") or timezone.localdate().replace(day=1)
        first = told.get("first") or _months_before(last, 2)
        return min(first, last), max(first, last)


def _months_before(month: date, count: int) -> date:
    place = month.year * 12 + month.month - 1 - count
    return date(place // 12, place % 12 + 1, 1)


def _own_outlets(field: Any, outlets: Any, *, network: bool) -> None:
    field.queryset = outlets
    field.required = not network
    field.empty_label = _("The whole network") if network else None

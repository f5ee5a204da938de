"""Forms around tiers: the thresholds of an edition, another tier for a customer, what a tier is promised."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import PlainDecimalField, PlainIntegerField, YuanField
from customers.models import ServiceLevel, Tier, TierThresholds
from customers.rules.tiers import WINDOW, Thresholds
from customers.services.service_levels import FIELDS
from customers.services.tier_overrides import LONGEST

SETS = {"first": _("First tier"), "up": _("To rise"), "down": _("To stay")}
LIMITS = {
    "a_share": _("A within the first … of the volume"),
    "b_share": _("B within the first … of the volume"),
    "cv": _("A varies at most"),
    "zeros": _("A has empty weeks at most"),
}


class LimitField(PlainDecimalField):
    """A share or a coefficient, kept as a number of JSON."""

    def clean(self, value: Any) -> float | None:
        number = super().clean(value)
        return None if number is None else float(number)


class ThresholdsForm(forms.Form):
    """Every number of an edition, named by its path."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, edition: TierThresholds, seen: str) -> None:
        self.book = edition.data
        super().__init__(data, initial={"seen": seen, "note": edition.note, **_flat(edition.data)})
        self.fields = {**_limit_fields(), "seen": self.fields["seen"], "note": self.fields["note"]}

    def to_data(self) -> dict[str, Any]:
        return thresholds_data(self.cleaned_data)

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return sections_of(self)

    def add_faults(self, faults: list[tuple[str, str]]) -> None:
        for path, words in faults:
            name = path if path in self.fields else None
            self.add_error(
                name, _("It must grow from rising over the first tier to staying.") if "rise" in words else words
            )


class WhatIfForm(forms.Form):
    """Other thresholds tried on the last evaluation, and what the work for a tier costs."""

    call_yuan = YuanField(label=_("Yuan for a callback"), required=False)
    report_yuan = YuanField(label=_("Yuan for a report"), required=False)

    def __init__(self, data: Any = None, *, thresholds: Thresholds) -> None:
        super().__init__(data, initial=_flat(thresholds.to_data()))
        self.fields = {**_limit_fields(), **self.fields}

    def thresholds(self) -> Thresholds:
        """
        raises   ValueError when they make no sense together
        """
        return Thresholds.from_data(thresholds_data(self.cleaned_data))

    def sections(self) -> list[tuple[Any, list[forms.BoundField]]]:
        return sections_of(self)


class OverrideForm(forms.Form):
    tier = forms.ChoiceField(label=_("Tier"), choices=Tier.choices)
    expires_on = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, data: Any = None, *, today: date) -> None:
        super().__init__(data, initial={"expires_on": today + timedelta(days=90)})
        widget = self.fields["expires_on"].widget
        widget.attrs |= {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}


class ServiceLevelForm(forms.ModelForm):
    class Meta:
        model = ServiceLevel
        fields = FIELDS


def thresholds_data(told: dict[str, Any]) -> dict[str, Any]:
    """What a form of thresholds was told, as an edition keeps it."""
    limits = {name: {key: told[f"{name}.{key}"] for key in LIMITS} for name in SETS}
    return {**limits, "least": told["least"], "weeks": told["weeks"], "by_value": told["by_value"]}


def sections_of(form: forms.Form) -> list[tuple[Any, list[forms.BoundField]]]:
    named = [(title, [form[f"{name}.{key}"] for key in LIMITS]) for name, title in SETS.items()]
    rest = [form[name] for name in form.fields if "." not in name and name != "seen"]
    return [*named, (_("For all"), rest)]


def _limit_fields() -> dict[str, forms.Field]:
    return {
        **dict(_limits()),
        "least": LimitField(label=_("Parcels in the window at least"), min_value=0, max_value=10_000),
        "weeks": PlainIntegerField(label=_("Weeks known at least"), min_value=1, max_value=WINDOW),
        "by_value": forms.BooleanField(label=_("Rank by freight instead of parcels"), required=False),
    }


def _limits() -> Iterator[tuple[str, forms.Field]]:
    for name, title in SETS.items():
        for key, label in LIMITS.items():
            most = 10 if key == "cv" else 1
            words = _("%(what)s (%(when)s)") % {"what": label, "when": title}
            yield f"{name}.{key}", LimitField(label=words, min_value=0, max_value=most, decimal_places=3)


def _flat(data: dict[str, Any]) -> dict[str, Any]:
    flat = {f"{name}.{key}": data[name][key] for name in SETS for key in LIMITS}
    return {**flat, **{name: data[name] for name in ("least", "weeks", "by_value")}}

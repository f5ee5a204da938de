"""Filters shared by pages and API: every choice is limited to what the asker may see.

class FineFilter(PageFilters):
    q = SearchFilter(fields=("waybill__number",), placeholder=_("Waybill number"))
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), label=_("Outlet"))
    state = ChoiceFilter(choices=FineState.choices, label=_("State"))
    since = DayFilter(field_name="posted_at", lookup="gte", label=_("Since"))

    class Meta:
        model = Fine
        fields = ()
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.days import midnight

ChoiceFilter = django_filters.ChoiceFilter


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in force, in words; `query` is the page's query string without it."""

    label: str
    text: str
    query: str


class PageFilters(django_filters.FilterSet):
    """A FilterSet whose form fits `parts/_filters.html`.

    told   names of filters that are left out, for they have one choice; the list leaves out their columns
    """

    told: frozenset[str] = frozenset()

    def chips(self) -> list[Chip]:
        cleaned = self.form.cleaned_data if self.form.is_valid() else {}
        return [self._chip(name, value) for name, value in cleaned.items() if value not in (None, "", False)]

    def _chip(self, name: str, value: Any) -> Chip:
        field = self.form.fields[name]
        named = {} if isinstance(field, forms.ModelChoiceField) else dict(getattr(field, "choices", ()))
        text = named.get(value, value)
        rest = self.asked().copy()
        rest.pop(name, None)
        rest.pop("cursor", None)
        return Chip(str(field.label or name), str(text), rest.urlencode())

    def asked(self) -> Any:
        """The page's query, as it stands in its address."""
        return self.data


class ScopedChoiceFilter(django_filters.ModelChoiceFilter):
    """A choice among rows that the asker may see; a foreign row is not a choice, not even by its number."""

    def get_queryset(self, request: Any) -> QuerySet[Model]:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if request else rows.none()


class SearchFilter(django_filters.CharFilter):
    """The list's search field (`/` puts the cursor there). Blanks inside a number, as printed, do not matter.

    fields   looked up with `lookup` each, joined by OR; choose prefix or exact ones that an index serves
    """

    def __init__(
        self, *, fields: Sequence[str], lookup: str = "startswith", placeholder: Any = "", **kwargs: Any
    ) -> None:
        attrs = {"type": "search", "placeholder": placeholder, "data-search": "", "autocomplete": "off"}
        widget = forms.TextInput(attrs=attrs)
        super().__init__(label=kwargs.pop("label", _("Search")), widget=widget, max_length=64, **kwargs)
        self.fields, self.lookup = tuple(fields), lookup

    def filter(self, qs: QuerySet[Model], value: str) -> QuerySet[Model]:
        sought = "".join(value.split()) if any(ch.isdigit() for ch in value or "") else (value or "").strip()
        if not sought:
            return qs
        match = Q()
        for field in self.fields:
            match |= Q(**{f"{field}__{self.lookup}": sought})
        return qs.filter(match)


class DayFilter(django_filters.DateFilter):
    """A local calendar day as the edge of an instant column.

    lookup   "gte": from the beginning of that day; "lt": up to its end
    """

    def __init__(self, *, lookup: str = "gte", **kwargs: Any) -> None:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        super().__init__(widget=widget, **kwargs)
        self.edge = lookup

    def filter(self, qs: QuerySet[Model], value: date | None) -> QuerySet[Model]:
        if value is None:
            return qs
        day = value if self.edge == "gte" else value + timedelta(days=1)
        start = midnight(day)
        return qs.filter(**{f"{self.field_name}__{self.edge}": start})

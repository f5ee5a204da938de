"""Filters of the customer list, with a field for each one that headquarters added."""

from datetime import timedelta
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, ScopedChoiceFilter
from crm.shared.remembered import recall
from customers.models import Customer, CustomField, Tier
from customers.queries.search import customers_like
from customers.rules.custom_fields import WrongValue, read
from outlets.filters.own import OwnOutletFilters
from outlets.models import Outlet

QUIET = (("30", _("Quiet for 30 days")), ("60", _("Quiet for 60 days")), ("90", _("Quiet for 90 days")))
NEVER = "never"
CUSTOM = "custom_"


class CustomerFilter(OwnOutletFilters):
    """`q` of the address is a key of `crm.shared.remembered`: what was typed stands nowhere else."""

    q = django_filters.CharFilter(
        label=_("Search"),
        method="by_words",
        max_length=64,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "placeholder": _("Name, pinyin, telephone or its end, address, code"),
                "data-search": "",
                "autocomplete": "off",
            }
        ),
    )
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    tier = ChoiceFilter(field_name="standing__tier", choices=Tier.choices, label=_("Tier"))
    kind = ChoiceFilter(choices=Customer.Kind.choices, label=_("Kind"))
    keeper = ChoiceFilter(
        choices=(("me", _("Mine")), ("nobody", _("Nobody's"))), label=_("Cared for by"), method="of_keeper"
    )
    shipped = ChoiceFilter(
        choices=(*QUIET, (NEVER, _("Never shipped"))), label=_("Last shipment"), method="by_last_shipment"
    )

    class Meta:
        model = Customer
        fields = ("q", "outlet", "tier", "kind", "keeper", "shipped")

    def __init__(self, data: Any = None, *args: Any, request: Any = None, **kwargs: Any) -> None:
        self._asked = data if data is not None else QueryDict()
        typed = recall(self._asked.get("q", ""), user=request.user)
        told = self._asked.copy()
        told["q"] = typed
        super().__init__(told, *args, request=request, **kwargs)
        self.typed = typed
        self._add_custom_fields()

    def asked(self) -> Any:
        return self._asked

    def by_words(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return customers_like(value, self.request.user, rows)

    def of_keeper(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        return rows.filter(keeper=self.request.user if value == "me" else None)

    def by_last_shipment(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        if value == NEVER:
            return rows.filter(activity=None)
        return rows.filter(activity__last_on__lt=timezone.localdate() - timedelta(days=int(value)))

    def by_custom(self, rows: QuerySet[Customer], name: str, value: str) -> QuerySet[Customer]:
        """A value that its field cannot hold is no customer's."""
        spec = self._specs[name.removeprefix(CUSTOM)]
        try:
            return rows.filter(Q(custom__contains={spec.code: read(spec, value)}))
        except WrongValue:
            return rows.none()

    def _add_custom_fields(self) -> None:
        """Those with personal data are left out: what is asked for stands in the address."""
        fields = list(CustomField.objects.filter(active=True, personal=False))
        self._specs = {field.code: field.spec() for field in fields}
        for field in fields:
            name = f"{CUSTOM}{field.code}"
            kind, more = django_filters.CharFilter, {"max_length": 200}
            if field.type == CustomField.Type.CHOICE:
                kind, more = ChoiceFilter, {"choices": [(each, each) for each in field.choices]}
            elif field.type == CustomField.Type.YES_NO:
                kind, more = ChoiceFilter, {"choices": [("yes", _("Yes")), ("no", _("No"))]}
            elif field.type == CustomField.Type.DAY:
                more["widget"] = forms.DateInput(attrs={"type": "date"})
            made = kind(label=str(field), method="by_custom", field_name=name, **more)
            made.parent, made.model = self, Customer
            self.filters[name] = made

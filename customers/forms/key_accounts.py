"""Sharing a key account, its plan, promises, reviews and expenses."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.fields import LineField, PlainDecimalField, PlainIntegerField, YuanField
from customers.models import AccountExpense, Contact, KeyAccount, ServicePromise
from customers.queries.key_accounts import group
from customers.services.account_expenses import Wish
from customers.services.account_reviews import Minutes
from customers.services.key_accounts import Need, Plan
from customers.services.promises import Terms
from outlets.models import Membership


class DayField(forms.DateField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs})


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, person: User) -> str:
        return person.name or person.username


class PlanForm(forms.Form):
    owner = PersonField(label=_("Cared for by"), queryset=User.objects.none(), empty_label=None)
    objective = forms.CharField(
        label=_("Objective"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What both sides want to have reached within a year."),
    )
    review_months = PlainIntegerField(label=_("A joint review every … months"), min_value=1, max_value=24)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = group()

    def plan(self) -> Plan:
        told = self.cleaned_data
        return Plan(told["owner"], told["objective"], told["review_months"])


class EndForm(forms.Form):
    reason = LineField(label=_("Why it ends"), max_length=200)


class NeedForm(forms.Form):
    need = LineField(label=_("Need"), max_length=200, help_text=_("What the customer asks for, in its own words."))
    service = forms.CharField(
        label=_("Our service for it"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Tailored pick-up, packaging, reports: what we do for this customer and not for everybody."),
    )
    since = DayField(label=_("Since"), required=False)

    def told(self) -> Need:
        return Need(self.cleaned_data["need"], self.cleaned_data["service"], self.cleaned_data["since"])


class PromiseForm(forms.Form):
    text = LineField(label=_("Promise"), max_length=200, help_text=_("As it was written to the customer."))
    measure = forms.ChoiceField(label=_("Measured by"), choices=ServicePromise.Measure.choices)
    target = PlainDecimalField(
        label=_("At least, per cent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        required=False,
        help_text=_("Empty for a promise that a person confirms."),
    )
    from_day = DayField(label=_("From day"))
    until = DayField(label=_("Until"))
    owner = PersonField(label=_("Who answers for it"), queryset=User.objects.none(), empty_label=None)

    def __init__(self, *args: Any, account: KeyAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = keepers_of(account)

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        word = told.get("measure") == ServicePromise.Measure.WORD
        if "measure" in told and "target" in told and word != (told["target"] is None):
            self.add_error(
                "target", _("Leave this empty: a person confirms it.") if word else _("Say how many of a hundred.")
            )
        if told.get("from_day") and told.get("until") and told["until"] < told["from_day"]:
            self.add_error("until", _("The first day comes before the last one."))
        return told

    def terms(self) -> Terms:
        return Terms(**self.cleaned_data)


class CorrectionForm(PromiseForm):
    reason = LineField(label=_("Why it is corrected"), max_length=200)

    def terms(self) -> Terms:
        return Terms(**{name: said for name, said in self.cleaned_data.items() if name != "reason"})


class WithdrawalForm(forms.Form):
    reason = LineField(label=_("Why it is withdrawn"), max_length=200)


class ConfirmForm(forms.Form):
    note = LineField(label=_("What was kept, or what was not"), max_length=200, required=False)


class MinutesForm(forms.Form):
    held_on = DayField(label=_("Review held on"))
    who = LineField(label=_("Who was there"), max_length=200)
    findings = forms.CharField(label=_("Findings"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    agreed = forms.CharField(
        label=_("Agreed"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def minutes(self) -> Minutes:
        return Minutes(**self.cleaned_data)


class MoveForm(forms.Form):
    due_on = DayField(label=_("Another day"))


class ContactField(forms.ModelChoiceField):
    def label_from_instance(self, contact: Contact) -> str:
        return f"{contact.name} · {contact.position or contact.get_part_display()}"


class ExpenseForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=AccountExpense.Kind.choices)
    title = LineField(label=_("Title"), max_length=120)
    contact = ContactField(label=_("For whom"), queryset=Contact.objects.none(), required=False)
    planned_on = DayField(label=_("Planned on"))
    budget_yuan = YuanField(label=_("Budget in yuan"))
    note = LineField(label=_("Note"), max_length=200, required=False)

    def __init__(self, *args: Any, account: KeyAccount, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = account.customer.contacts.filter(left_on=None)

    def wish(self) -> Wish:
        return Wish(**self.cleaned_data)


class SpentForm(forms.Form):
    yuan = YuanField(label=_("Spent in yuan"), min_value=0)


class BudgetForm(forms.Form):
    """One field a kind."""

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in AccountExpense.Kind:
            self.fields[kind] = YuanField(label=kind.label, min_value=0, max_digits=12, required=False)


def keepers_of(account: KeyAccount) -> QuerySet[User]:
    """Who may answer for a promise: the group and the outlet's staff."""
    staff = Membership.objects.filter(outlet=account.outlet_id).values("user")
    people = User.objects.filter(is_active=True)
    return (people.filter(pk__in=staff) | people.filter(pk__in=group().order_by().values("pk"))).order_by("name", "id")

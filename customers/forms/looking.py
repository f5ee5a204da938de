"""What is written on a customer's page: a talk, a next step, why somebody looks at it whole."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.masking import mask_name
from customers.models import Contact, Touch

REASONS = (
    ("call", _("Call the customer")),
    ("visit", _("Visit the customer")),
    ("collect", _("Collect a parcel")),
    ("complaint", _("Answer a complaint")),
    ("check", _("Check the file")),
)
#: Who a step may be left to, beside a person.
PARTS = (Role.MANAGER, Role.SERVICE_CLERK, Role.COURIER, Role.CRG)


class CustomerUnmaskForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)


class TouchForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it was"), choices=Touch.Kind.choices, initial=Touch.Kind.CALL_OUT)
    contact = forms.ModelChoiceField(
        label=_("With whom"), queryset=Contact.objects.none(), required=False, empty_label=_("The customer itself")
    )
    text = forms.CharField(
        label=_("What was said"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000})
    )

    def __init__(self, *args: Any, contacts: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["contact"]
        field.queryset = contacts
        field.label_from_instance = contact_label
        if not contacts:
            del self.fields["contact"]


class TaskForm(forms.Form):
    title = forms.CharField(label=_("What is to be done"), max_length=200)
    due_at = forms.DateTimeField(
        label=_("Until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    whose = forms.ChoiceField(label=_("Left to"))

    def __init__(self, *args: Any, user: User, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.at = user, at
        self.fields["whose"].choices = [("me", _("Me")), *((str(role), role.label) for role in PARTS)]

    def clean_due_at(self) -> datetime:
        due_at: datetime = self.cleaned_data["due_at"]
        if due_at < self.at:
            raise forms.ValidationError(_("This lies in the past."))
        return due_at

    def step(self) -> dict[str, Any]:
        """As `services.tasks.open_task` takes it."""
        told = self.cleaned_data
        whose = {"owner": self.user} if told["whose"] == "me" else {"role": told["whose"]}
        return {"title": told["title"], "due_at": told["due_at"], **whose}


class DoneForm(forms.Form):
    result = forms.CharField(label=_("How it ended"), max_length=500, required=False)


class IncomingForm(forms.Form):
    phone = forms.CharField(
        label=_("Number that calls"),
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off", "autofocus": True}),
    )


def contact_label(contact: Contact) -> str:
    return f"{mask_name(contact.name)} · {contact.get_part_display()}"


def soon(at: datetime) -> datetime:
    """The end of the next day: a deadline to begin with."""
    return (timezone.localtime(at) + timedelta(days=1)).replace(hour=18, minute=0, second=0, microsecond=0)

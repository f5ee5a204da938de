"""The people at a customer, the days that come back, what they have said about messages, whom else they ship with.

These forms stand on one page beside others, so each has ids of its own.
"""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField, PlainIntegerField
from crm.shared.masking import mask_name
from customers.forms.masked import MaskedLineField, MaskedNameField, MaskedPhoneField
from customers.forms.seen import SeenForm
from customers.models import Competitor, CompetitorUse, Consent, Contact, Customer, ImportantDate
from customers.rules.important_dates import exists
from customers.services.consents import Word
from customers.services.contacts import FIELDS, returning
from customers.tables.files import CONSENT_SOURCES

MONTHS = [(number, str(number)) for number in range(1, 13)]
DAYS = [(number, str(number)) for number in range(1, 32)]


class ContactForm(SeenForm):
    """contact   an unsaved one of the customer for somebody new"""

    def __init__(self, *args: Any, contact: Contact, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "person_%s", **kwargs})
        self.contact = contact
        values = {name: getattr(contact, name) for name in FIELDS}
        self.fields |= {
            "name": MaskedNameField(whole=contact.name, max_length=60),
            "part": forms.ChoiceField(choices=Contact.Part.choices, initial=contact.part),
            "phone": MaskedPhoneField(whole=contact.phone, required=False),
            "position": LineField(max_length=60, required=False, initial=contact.position),
            "wechat": MaskedLineField(whole=contact.wechat, max_length=60, required=False),
            "email": _MaskedEmailField(whole=contact.email, max_length=254, required=False),
            "main": forms.BooleanField(required=False, initial=contact.main),
            **{
                name: LineField(max_length=200, required=False, initial=values[name])
                for name in ("family", "interests", "taboos", "competitor_ties")
            },
            "left_on": forms.DateField(
                required=False, initial=contact.left_on, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            ),
        }
        for name, field in self.fields.items():
            if name != "seen":
                label = str(Contact._meta.get_field(name).verbose_name)
                field.label = label[:1].upper() + label[1:]
        if contact.pk is None:
            del self.fields["left_on"]
        self.remember(values, version=contact.version)


class _MaskedEmailField(MaskedLineField, forms.EmailField):
    pass


class DateForm(forms.Form):
    """A day of every year: of the customer itself, or of one of its people."""

    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Of"), required=False)
    kind = forms.ChoiceField(label=_("Occasion"), choices=ImportantDate.Kind.choices)
    calendar = forms.ChoiceField(label=_("Calendar"), choices=ImportantDate.Calendar.choices)
    month = forms.TypedChoiceField(label=_("Month"), choices=MONTHS, coerce=int)
    leap_month = forms.BooleanField(label=_("Leap month (lunar)"), required=False)
    day = forms.TypedChoiceField(label=_("Day"), choices=DAYS, coerce=int)
    year = PlainIntegerField(label=_("Year, if known"), required=False, min_value=1900, max_value=2099)
    label = LineField(label=_("Remark"), required=False, max_length=60)

    def __init__(self, *args: Any, customer: Customer, people: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "date_%s", **kwargs})
        self.fields["contact"] = _PersonField(people, label=_("Of"), empty_label=_("The customer itself"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("calendar") == ImportantDate.Calendar.SOLAR and cleaned.get("leap_month"):
            self.add_error("leap_month", _("Only the lunar calendar has leap months."))
        if "month" in cleaned and "day" in cleaned and not self.errors and not exists(returning(self.row())):
            self.add_error("day", _("No year has this day."))
        return cleaned

    def row(self) -> ImportantDate:
        return ImportantDate(**self.cleaned_data)


class ConsentForm(forms.Form):
    contact = forms.ModelChoiceField(Contact.objects.none(), label=_("Whose word"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), choices=Consent.Channel.choices)
    purpose = forms.ChoiceField(label=_("For"), choices=Consent.Purpose.choices, initial=Consent.Purpose.PROMOTION)
    given = forms.TypedChoiceField(
        label=_("Says"),
        choices=(("yes", _("Yes, agrees")), ("no", _("No, refuses"))),
        coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )
    source = forms.ChoiceField(label=_("How it was said"), choices=list(CONSENT_SOURCES.items()))
    proof = LineField(
        label=_("Proof"),
        required=False,
        max_length=200,
        help_text=_("Where it can be read or heard again, such as the number of a form or a recording."),
    )

    def __init__(self, *args: Any, people: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "consent_%s", **kwargs})
        self.fields["contact"] = _PersonField(people, label=_("Whose word"), empty_label=_("The customer itself"))

    def word(self) -> Word:
        told = self.cleaned_data
        return Word(told["channel"], told["purpose"], told["given"], told["source"], told["proof"])


class UseForm(forms.ModelForm):
    """What a customer does with another network."""

    share_percent = PlainIntegerField(label=_("Share in percent"), required=False, min_value=0, max_value=100)

    class Meta:
        model = CompetitorUse
        fields = ("competitor", "share_percent", "prices", "marketing", "ties")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "use_%s", **kwargs})
        self.fields["competitor"].label = _("Network")
        self.fields["competitor"].queryset = Competitor.objects.filter(active=True, ours=False)


class _PersonField(forms.ModelChoiceField):
    """One of these people, or nobody."""

    def __init__(self, people: QuerySet[Contact], **kwargs: Any) -> None:
        super().__init__(people, required=False, **kwargs)

    def label_from_instance(self, person: Contact) -> str:
        return mask_name(person.name)

"""Forms of the message centre: a text, an address that is not written to, the limits."""

from typing import Any

from django import forms
from django.core.validators import validate_email, validate_slug
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Channel, Purpose, SendingLimits
from crm.outbox.rules.template_faults import LONGEST, PURPOSES, VARIABLES
from crm.outbox.services.limits import CHANGEABLE
from crm.outbox.services.settling import Decision
from crm.outbox.services.templates import Words
from crm.shared.fields import LineField
from crm.shared.phones import normal_phone


class WordsForm(forms.Form):
    """The words of one version."""

    purpose = forms.ChoiceField(label=_("Purpose"), choices=Purpose.choices)
    title = LineField(label=_("Title"), max_length=120, required=False, help_text=_("Of an e-mail."))
    text = forms.CharField(label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
    provider_code = LineField(
        label=_("Code at the provider"),
        max_length=40,
        required=False,
        help_text=_("As registered there: SMS_123456789."),
    )

    def words(self) -> Words:
        told = self.cleaned_data
        return Words(told["purpose"], told["text"].strip(), told["title"], told["provider_code"])


class TemplateForm(WordsForm):
    """A first version, or the next one."""

    code = LineField(
        label=_("Code"),
        max_length=40,
        validators=[validate_slug],
        widget=forms.TextInput(attrs={"list": "codes", "autocomplete": "off"}),
        help_text=_("Of its use: thanks, birthday, … or one of your own, for a holiday."),
    )
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    field_order = ("code", "channel", "purpose", "title", "text", "provider_code")


def codes() -> list[tuple[str, str, str]]:
    """Code, its purpose, its variables as they are written in a text."""
    return [
        (code, str(Purpose(PURPOSES[code]).label), " ".join("{" + name + "}" for name in names))
        for code, names in VARIABLES.items()
    ]


class SuppressionForm(forms.Form):
    channel = forms.ChoiceField(label=_("Channel"), choices=Channel.choices)
    address = LineField(label=_("Number or address"), max_length=254)
    purpose = forms.ChoiceField(
        label=_("What"),
        required=False,
        choices=[("", _("Everything")), (Purpose.PROMOTION.value, _("Greetings and offers"))],
    )
    proof = LineField(label=_("Who said so, when and how"), max_length=200)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "address" in told:
            told["address"] = self._address(told["address"], told.get("channel", ""))
        return told

    def _address(self, written: str, channel: str) -> str:
        try:
            if channel == Channel.EMAIL:
                validate_email(written)
                return written
            return normal_phone(written)
        except (ValueError, forms.ValidationError):
            self.add_error("address", _("This is no number or address of this channel."))
            return written


class AllowForm(forms.Form):
    proof = LineField(label=_("Who said so, when and how"), max_length=200)


class SettleForm(forms.Form):
    decision = forms.ChoiceField(choices=[(each.value, each.value) for each in Decision])

    def decision_made(self) -> Decision:
        return Decision(self.cleaned_data["decision"])


class LimitsForm(forms.ModelForm):
    class Meta:
        model = SendingLimits
        fields = CHANGEABLE
        widgets = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("promotion_from", "promotion_until", "notice_from", "notice_until")
        }

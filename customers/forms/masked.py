"""Fields of personal data: shown masked, kept when they are sent back as they were shown, replaced when typed anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField, NameField, PhoneField
from crm.shared.masking import HIDDEN, mask_address, mask_name, mask_phone


class MaskedField(forms.CharField):
    """
    whole   the value itself; the page is told only its mask
    seen    the mask that the page has shown, where others may have changed the value since
    """

    seen = ""

    def __init__(self, *, whole: str = "", **kwargs: Any) -> None:
        super().__init__(**{"initial": self.mask(whole), **kwargs})
        self.whole = whole

    @staticmethod
    def mask(value: str) -> str:
        return HIDDEN if value else ""

    def clean(self, value: Any) -> Any:
        text = str(value or "").strip()
        if text and text in {self.mask(self.whole), self.seen}:
            return self.whole
        if "*" in text:
            raise forms.ValidationError(
                _("Leave it as it was to keep it, or type it anew as a whole."), code="half_masked"
            )
        return super().clean(value)


class MaskedNameField(MaskedField, NameField):
    mask = staticmethod(mask_name)


class MaskedPhoneField(MaskedField, PhoneField):
    mask = staticmethod(mask_phone)


class MaskedAddressField(MaskedField, LineField):
    mask = staticmethod(mask_address)


class MaskedLineField(MaskedField, LineField):
    pass

"""Form fields that forgive how something was typed, and refuse what it cannot mean.

Full-width digits, blanks and thousands separators make no difference; a control character is an error beside its field.
"""

import re
import unicodedata
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.phones import LONGEST, normal_phone

_SEPARATED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?")
_CURRENCY = re.compile(r"^[¥￥]|(?:元|kg|KG|公斤|千克)$")


def plain_number(value: Any) -> Any:
    """１，２３４．５ → 1234.5, ¥20 → 20; a comma anywhere else stays, and no number has it."""
    if not isinstance(value, str):
        return value
    text = _CURRENCY.sub("", "".join(unicodedata.normalize("NFKC", value).split()))
    return text.replace(",", "") if _SEPARATED.fullmatch(text) else text


class NumberInput(forms.TextInput):
    """A text field with the number keypad: type=number would drop １００ before anybody could read it."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, whole: bool = False) -> None:
        mode = "numeric" if whole else "decimal"
        super().__init__({"inputmode": mode, "autocomplete": "off", "maxlength": 20, **(attrs or {})})


class PlainDecimalField(forms.DecimalField):
    widget = NumberInput

    def to_python(self, value: Any) -> Decimal | None:
        return super().to_python(plain_number(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class PlainIntegerField(forms.IntegerField):
    widget = NumberInput

    def to_python(self, value: Any) -> int | None:
        return super().to_python(plain_number(value))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class YuanField(PlainDecimalField):
    """An amount of at least a cent."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": Decimal("0.01"), "max_digits": 10, "decimal_places": 2, **kwargs})


class LineField(forms.CharField):
    """One line of text: narrow, its blanks single, nothing invisible in it."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        return " ".join(re.sub(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]", "", text).split())


class NameField(LineField):
    """A name in its one form (NFKC), so that ＡＢＣ公司 and ABC公司 are the same."""

    def to_python(self, value: Any) -> str:
        return unicodedata.normalize("NFKC", super().to_python(value))


class PhoneField(forms.CharField):
    """A telephone number in the form that `crm.shared.phones` gives it."""

    default_error_messages = {
        "no_phone": _("This is no telephone number: 11 digits, or a landline with its area code.")
    }

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "off"}
        super().__init__(**{"max_length": 4 * LONGEST, "widget": forms.TextInput(attrs), **kwargs})

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return normal_phone(text)
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["no_phone"], code="no_phone") from error

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField

REASONS = (
    ("asked", _("The customer has asked for it")),
    ("closed", _("The business is closed, nobody is left")),
    ("mistake", _("The file should never have been opened")),
    ("expired", _("The time for which it may be kept has run out")),
)


class ForgetForm(forms.Form):
    """A step that cannot be taken back: for a reason, and with the file's code typed once more."""

    why = forms.ChoiceField(label=_("Why"), choices=REASONS, widget=forms.RadioSelect)
    detail = LineField(label=_("Remark"), required=False, max_length=200)
    code = LineField(label=_("The file's code, once more"), max_length=40)

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._code = code
        self.fields["code"].help_text = code

    def clean_code(self) -> str:
        typed: str = self.cleaned_data["code"]
        if typed != self._code:
            raise forms.ValidationError(_("This is not the code of this file."))
        return typed

    def reason(self) -> str:
        """Kept in the trail: a word of REASONS, and the remark."""
        told = self.cleaned_data
        return f"{told['why']}: {told['detail']}" if told["detail"] else str(told["why"])

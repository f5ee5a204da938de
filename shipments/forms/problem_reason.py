"""One reason of headquarters' list."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shipments.models import ProblemReason
from shipments.rules.problem_reasons import BLANK
from shipments.services.problem_reasons import Wording

_BLANKS = gettext_lazy("___ is a blank that the outlet fills in: who, when, which number.")


class ReasonForm(forms.ModelForm):
    class Meta:
        model = ProblemReason
        fields = ("code", "category", "party", "zh", "en", "template_zh", "template_en", "order", "active")
        widgets = {name: forms.Textarea(attrs={"rows": "2"}) for name in ("template_zh", "template_en")}
        help_texts = {"code": gettext_lazy("Partners send it: small letters and _"), "template_zh": _BLANKS}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name in ("template_zh", "template_en"):
            if cleaned.get(name) and BLANK not in cleaned[name]:
                self.add_error(name, _("Leave at least one blank (___): a whole sentence would be sent as it is."))
        return cleaned

    def wording(self) -> Wording:
        return Wording(**{name: self.cleaned_data[name] for name in Wording.__slots__})

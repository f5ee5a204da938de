from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.exports.models import Export


class AskForm(forms.ModelForm):
    class Meta:
        model = Export
        fields = ("format", "whole", "reason")

    def __init__(self, *args: Any, may_whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = _("What it is for; whoever approves it reads this, and the log keeps it.")
        if may_whole:
            self.fields["whole"].help_text = _("Another person must approve that.")
        else:
            del self.fields["whole"]


class DecisionForm(forms.Form):
    approved = forms.BooleanField(required=False)

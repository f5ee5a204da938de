from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.quality.services.radar import Finding, FindingWord


class FindingForm(forms.Form):
    word = forms.ChoiceField(label=_("It is"), choices=FindingWord.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Whom you have asked, what the pictures show. What is grave needs one."),
    )

    def finding(self) -> Finding:
        return Finding(**self.cleaned_data)

from django import forms
from django.utils.translation import gettext_lazy as _

from shipments.services.day_log import Words


class DayNoteForm(forms.Form):
    text = forms.CharField(
        label=_("Remarks"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the figures do not tell."),
    )
    handover = forms.CharField(
        label=_("Handover"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What the next shift has to know: keys, money, pieces left over."),
    )
    incidents = forms.CharField(
        label=_("Incidents"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Accidents, damage, trouble with customers."),
    )

    def words(self) -> Words:
        return Words(**self.cleaned_data)

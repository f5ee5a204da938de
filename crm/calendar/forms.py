from django import forms
from django.utils.translation import gettext_lazy as _

from crm.calendar.models import CalendarDay


class DayForm(forms.ModelForm):
    class Meta:
        model = CalendarDay
        fields = ("day", "kind", "name")
        widgets = {"day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args, year: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.year = year
        self.fields["day"].widget.attrs |= {"min": f"{year}-01-01", "max": f"{year}-12-31"}

    def clean_day(self):
        day = self.cleaned_data["day"]
        if day.year != self.year:
            raise forms.ValidationError(_("This day lies in another year."))
        return day

    def validate_unique(self) -> None:
        """A day that stands there is changed."""

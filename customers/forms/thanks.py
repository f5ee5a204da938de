from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField
from customers.models import ThanksPolicy


class ThanksPolicyForm(forms.ModelForm):
    class Meta:
        model = ThanksPolicy
        fields = ("every_days", "with_survey")
        help_texts = {"every_days": _("1: after every day with a delivery. A first delivery is always thanked.")}

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["every_days"].validators += [MinValueValidator(1), MaxValueValidator(365)]


class PersonFileForm(forms.Form):
    """Who has asked for all that is known; it goes into the trail."""

    reason = LineField(label=_("Who has asked, and how"), max_length=200)

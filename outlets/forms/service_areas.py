from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import NameField
from outlets.models import Outlet, ServiceArea
from outlets.models.service_areas import LEVELS
from outlets.rules.coverage import plain


class ServiceAreaForm(forms.ModelForm):
    class Meta:
        model = ServiceArea
        fields = (*LEVELS, "outlet", "remark")
        field_classes = dict.fromkeys((*LEVELS, "remark"), NameField)
        help_texts = {
            "district": _("Empty: the rest of the city."),
            "town": _("Empty: the rest of the district."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outlet"].queryset = Outlet.objects.filter(active=True)
        self.fields["outlet"].empty_label = _("Out of area")

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        key = {level: plain(cleaned.get(level) or "") for level in LEVELS}
        if key["city"] and ServiceArea.objects.filter(**key).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This place stands in the table already: change that row."))
        return cleaned

    def validate_unique(self) -> None:
        """`clean` has said it, in words."""

    validate_constraints = validate_unique


class AddressForm(forms.Form):
    """An address to look up; it is asked by POST and kept nowhere."""

    address = forms.CharField(label=_("Address"), max_length=200, widget=forms.TextInput({"autocomplete": "off"}))

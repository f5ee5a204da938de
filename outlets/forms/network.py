from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, OUTLET_ROLES, Role
from crm.imports.rules.cells import BadCell, phone
from outlets.access import Access
from outlets.models import Hub, Outlet, Region

CODE = RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z._/#-]*\Z", _("Letters, digits and . - _ / # only."))


class PhoneField(forms.CharField):
    """Every way of writing a number ends as one."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return phone(text)
        except BadCell as bad:
            raise forms.ValidationError(_("This is no telephone number.")) from bad


class PlaceForm(forms.ModelForm):
    """A place's code is what partners and files call it: chosen once, never changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(CODE)
        self.fields["code"].disabled = bool(self.instance.pk)


class RegionForm(PlaceForm):
    class Meta:
        model = Region
        fields = ("code", "name")


class HubForm(PlaceForm):
    class Meta:
        model = Hub
        fields = ("code", "name", "region", "address")


class OutletForm(PlaceForm):
    phone = PhoneField(label=_("phone"), max_length=30, required=False)

    class Meta:
        model = Outlet
        fields = (
            "code", "name", "region", "hub", "kind", "franchise", "self_run_vehicle", "opens_at", "closes_at",
            "contact", "phone", "address", "active",
        )  # fmt: skip
        widgets = {
            "opens_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }
        help_texts = {
            "kind": _("Decides delivery and sign-entry deadlines; a change holds for trucks planned from then on."),
            "active": _("A closed outlet stays in every past figure."),
        }


class PersonForm(forms.ModelForm):
    phone = PhoneField(label=_("phone"), max_length=20, required=False)
    name = forms.CharField(label=_("Name"), max_length=60)

    class Meta:
        model = User
        fields = ("name", "staff_no", "username", "phone")
        labels = {"username": _("Login name")}
        help_texts = {"username": ""}


class PersonChangeForm(forms.ModelForm):
    phone = PhoneField(label=_("phone"), max_length=20, required=False)
    name = forms.CharField(label=_("Name"), max_length=60)

    class Meta:
        model = User
        fields = ("name", "phone")


class GiveRoleForm(forms.Form):
    """Offers only what the giver may give. People are named, not picked: no list of strangers is shown."""

    person = forms.CharField(
        label=_("Staff number or login name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"))
    outlet = forms.ModelChoiceField(
        label=_("Outlet"),
        queryset=Outlet.objects.none(),
        required=False,
        empty_label="—",
        help_text=_("Empty for headquarters."),
    )

    def __init__(self, *args: Any, access: Access, outlets: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [each for each in Role if each in OUTLET_ROLES or access.may_grant(each, None)]
        self.fields["role"].choices = [(each.value, each.label) for each in roles]
        self.fields["outlet"].queryset = outlets
        if HQ_ROLES.isdisjoint(roles):
            self.fields["outlet"].required, self.fields["outlet"].help_text = True, ""

    def clean_person(self) -> User:
        known_as = self.cleaned_data["person"]
        found = User.objects.filter(Q(username=known_as) | Q(staff_no=known_as), is_active=True).first()
        if found is None:
            raise forms.ValidationError(_("Nobody has this staff number or login name."))
        return found

import django_filters
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter, SearchFilter
from outlets.models import Hub, Membership, Outlet, Region
from outlets.models.network import KIND_LABELS

ACTIVE = [("yes", _("Active")), ("no", _("Closed"))]


def regions_seen(request: HttpRequest | None) -> QuerySet[Region]:
    outlets = Outlet.objects.visible_to(request.user) if request else Outlet.objects.none()
    return Region.objects.filter(pk__in=outlets.values("region"))


def hubs_seen(request: HttpRequest | None) -> QuerySet[Hub]:
    outlets = Outlet.objects.visible_to(request.user) if request else Outlet.objects.none()
    return Hub.objects.filter(pk__in=outlets.values("hub"))


class ActiveFilter(ChoiceFilter):
    def __init__(self, **kwargs: object) -> None:
        super().__init__(choices=ACTIVE, label=_("Active"), **kwargs)

    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(**{self.field_name: value == "yes"}) if value else qs


class OutletFilter(PageFilters):
    # Some hundred rows: no index is needed to look inside the names.
    q = SearchFilter(fields=("code", "name", "region__name"), lookup="icontains", placeholder=_("Code or name"))
    region = django_filters.ModelChoiceFilter(queryset=regions_seen, to_field_name="code", label=_("Region"))
    hub = django_filters.ModelChoiceFilter(queryset=hubs_seen, to_field_name="code", label=_("Hub"))
    kind = ChoiceFilter(choices=list(KIND_LABELS.items()), label=_("Kind of outlet"))
    active = ActiveFilter(field_name="active")

    class Meta:
        model = Outlet
        fields = ()


class HubFilter(PageFilters):
    q = SearchFilter(fields=("code", "name"), lookup="icontains", placeholder=_("Code or name"))

    class Meta:
        model = Hub
        fields = ()


class StaffFilter(PageFilters):
    q = SearchFilter(fields=("name", "staff_no", "username"), placeholder=_("Name or staff number"))
    role = ChoiceFilter(choices=Role.choices, label=_("Role"), method="with_post")
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"), method="with_post"
    )
    active = ActiveFilter(field_name="is_active")

    class Meta:
        model = User
        fields = ()

    def with_post(self, qs: QuerySet[User], _name: str, _value: object) -> QuerySet[User]:
        """Role and outlet mean one post: a courier of this outlet, not one of another who is clerk here."""
        wanted = {name: self.form.cleaned_data[name] for name in ("role", "outlet")}
        posts = Membership.objects.visible_to(self.request.user)
        posts = posts.filter(**{name: value for name, value in wanted.items() if value})
        return qs.filter(pk__in=posts.values("user"))

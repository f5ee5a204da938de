from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.filters import ChoiceFilter, PageFilters, ScopedChoiceFilter, SearchFilter
from outlets.models import Document, Membership, Outlet

READ_OR_NOT = (("unread", _("Not read")), ("read", _("Read")))


class DocumentFilter(PageFilters):
    # Some hundred rows: no index is needed to look inside the titles.
    q = SearchFilter(fields=("title",), lookup="icontains", placeholder=_("Title"))
    kind = ChoiceFilter(choices=Document.Kind.choices, label=_("Kind"))
    state = ChoiceFilter(choices=READ_OR_NOT, label=_("Read by me"), method="read_or_not")

    class Meta:
        model = Document
        fields = ()

    def read_or_not(self, rows: QuerySet[Document], _name: str, value: str) -> QuerySet[Document]:
        unread = Document.objects.unread_by(self.request.user).values("pk")
        asked = Document.objects.asked_of(self.request.user).values("pk")
        return rows.filter(pk__in=unread) if value == "unread" else rows.filter(pk__in=asked).exclude(pk__in=unread)


class ReaderFilter(PageFilters):
    q = SearchFilter(fields=("name", "staff_no", "username"), placeholder=_("Name or staff number"))
    outlet = ScopedChoiceFilter(
        queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"), method="at_outlet"
    )
    state = ChoiceFilter(choices=READ_OR_NOT, label=_("State"), method="read_or_not")

    class Meta:
        model = User
        fields = ()

    def at_outlet(self, rows: QuerySet[User], _name: str, value: Outlet) -> QuerySet[User]:
        return rows.filter(pk__in=Membership.objects.filter(outlet=value).values("user"))

    def read_or_not(self, rows: QuerySet[User], _name: str, value: Any) -> QuerySet[User]:
        return rows.filter(read_at__isnull=value == "unread")

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, DayFilter, PageFilters, SearchFilter
from outlets.filters.documents import READ_OR_NOT
from outlets.models import Notice, Outlet


class NoticeFilter(PageFilters):
    # The newest first and a page at a time: titles are looked into until the page is full.
    q = SearchFilter(fields=("title",), lookup="icontains", placeholder=_("Title"))
    kind = ChoiceFilter(choices=Notice.Kind.choices, label=_("Kind"))
    state = ChoiceFilter(choices=READ_OR_NOT, label=_("Read by me"), method="read_or_not")
    since = DayFilter(field_name="published_at", lookup="gte", label=_("Published since"))

    class Meta:
        model = Notice
        fields = ()

    def read_or_not(self, rows: QuerySet[Notice], _name: str, value: str) -> QuerySet[Notice]:
        return rows.filter(asked=True, read_at__isnull=value == "unread")


class OutletReadingFilter(PageFilters):
    q = SearchFilter(fields=("code", "name"), placeholder=_("Code or name"))
    state = ChoiceFilter(
        choices=(("unread", _("Somebody has not read it")), ("read", _("All have read it"))),
        label=_("State"),
        method="read_or_not",
    )

    class Meta:
        model = Outlet
        fields = ()

    def read_or_not(self, rows: QuerySet[Outlet], _name: str, value: str) -> QuerySet[Outlet]:
        return rows.filter(unread__gt=0) if value == "unread" else rows.filter(unread=0)

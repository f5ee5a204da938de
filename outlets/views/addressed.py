"""What pages of documents and pages of notices have in common: who publishes, and who has read."""

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, RULE_EDITORS, Role
from crm.shared.views import Empty, ListPage
from outlets.access import access_of
from outlets.filters.documents import ReaderFilter
from outlets.queries.addressed import readers_of
from outlets.tables.documents import ReaderTable

PUBLISHERS = NETWORK_EDITORS | RULE_EDITORS
READING_WATCHERS = HQ_ROLES | {Role.MANAGER}
NOBODY = Empty(gettext_lazy("Nobody has to read this"), gettext_lazy("Nobody plays a role that it is meant for."))


class PublishedList(ListPage):
    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return super().get_context(request, **kwargs) | {"may_publish": access_of(request.user).has(PUBLISHERS)}


class WhoHasRead(ListPage):
    """Subclasses say of what, and what stands above it."""

    queryset = User.objects.none()
    filterset_class = ReaderFilter
    table_class = ReaderTable
    ordering: ClassVar[tuple[str, ...]] = ("username",)
    empty = NOBODY

    def found(self, request: HttpRequest, pk: int) -> Any:
        raise NotImplementedError

    def above(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[User]:
        self.read = self.found(request, kwargs["pk"])
        return readers_of(self.read, request.user)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        return context | {
            "title": _("Who has read version %(number)s") % {"number": self.read.current.number},
            "trail": [*self.above(), (str(self.read), self.read.get_absolute_url())],
        }

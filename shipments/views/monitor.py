"""The delivery monitor: four questions over days that are over, and the same live for today."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from crm.accounts.roles import OUTLET_ROLES
from crm.shared.views import Empty, ListPage, capped_count
from outlets.access import access_of
from shipments.filters.monitor import MonitorFilter
from shipments.models import DeliveryRun, ProblemRecord
from shipments.queries import monitor
from shipments.services.signing import LONGEST_BATCH
from shipments.tables.monitor import NotFollowedUpTable, NotSentOutTable, UnsignedTable, WithoutPictureTable


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    url_name: str
    label: "str | Promise"
    rows: Callable[[QuerySet[Any]], QuerySet[Any]]
    model: type[Model]

    def asked(self, user: Any) -> QuerySet[Any]:
        mine = monitor.to_deliver() if self.model is DeliveryRun else ProblemRecord.objects.all()
        return self.rows(mine.visible_to(user))


def _not_followed_up(problems: QuerySet[ProblemRecord]) -> QuerySet[ProblemRecord]:
    return monitor.not_followed_up(problems, at=timezone.now())


QUESTIONS = (
    Question("out", "monitor", gettext_lazy("Arrived but not sent out"), monitor.not_sent_out, DeliveryRun),
    Question(
        "sign", "monitor_unsigned", gettext_lazy("Sent out but not signed for"), monitor.sent_out_unsigned, DeliveryRun
    ),
    Question(
        "picture",
        "monitor_pictures",
        gettext_lazy("Signed without picture"),
        monitor.signed_without_picture,
        DeliveryRun,
    ),
    Question("problem", "monitor_problems", gettext_lazy("Problem not followed up"), _not_followed_up, ProblemRecord),
)
BY_NAME = {question.name: question for question in QUESTIONS}


class MonitorList(ListPage):
    """Subclasses say which question; all four are counted, no further than the cap."""

    name: ClassVar[str]
    filterset_class = MonitorFilter
    template_name = "shipments/monitor.html"
    title = gettext_lazy("Delivery monitor")
    ordering = ("clock__day", "id")

    def get_queryset(self, request: HttpRequest, **kwargs: Any) -> QuerySet[Any]:
        rows = BY_NAME[self.name].asked(request.user)
        related = ("waybill", "outlet") if rows.model is ProblemRecord else ("waybill", "outlet", "trip", "clock")
        return rows.select_related(*related)

    def get_context(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context(request, **kwargs)
        numbers = [row.waybill.number for row in context["page"].rows][:LONGEST_BATCH]
        return context | {
            "filterset": None,
            "filters": context["filterset"],
            "filtered": not context["filterset"].is_valid(),
            "question": self.name,
            "tabs": self._tabs(request, context["filterset"]),
            "may_act": access_of(request.user).has(OUTLET_ROLES),
            "numbers": ",".join(numbers) if self.name == "sign" else "",
        }

    def _tabs(self, request: HttpRequest, filterset: MonitorFilter) -> list[dict[str, Any]]:
        query = request.GET.copy()
        query.pop("cursor", None)
        return [
            {
                "label": question.label,
                "url": f"{reverse(f'shipments:{question.url_name}')}?{query.urlencode()}".rstrip("?"),
                "here": question.name == self.name,
                "count": self._count_of(request, question) if filterset.is_valid() else None,
            }
            for question in QUESTIONS
        ]

    def _count_of(self, request: HttpRequest, question: Question) -> Any:
        rows = MonitorFilter(request.GET, queryset=question.asked(request.user), request=request)
        return capped_count(rows.qs)


class NotSentOutList(MonitorList):
    name = "out"
    table_class = NotSentOutTable
    empty = Empty(
        gettext_lazy("Everything that arrived was sent out"),
        gettext_lazy("A waybill that arrived on one of these days and was never sent out appears here."),
    )


class UnsignedList(MonitorList):
    name = "sign"
    table_class = UnsignedTable
    empty = Empty(
        gettext_lazy("Everything that was sent out is signed for"),
        gettext_lazy("A waybill that went out on one of these days without a sign entry appears here."),
    )


class WithoutPictureList(MonitorList):
    name = "picture"
    table_class = WithoutPictureTable
    empty = Empty(
        gettext_lazy("Every signature has its picture"),
        gettext_lazy("A waybill that is signed for without a picture of the signature appears here."),
    )


class NotFollowedUpList(MonitorList):
    name = "problem"
    table_class = NotFollowedUpTable
    ordering = ("registered_at", "id")
    empty = Empty(
        gettext_lazy("Every problem is followed up"),
        gettext_lazy("An open problem that nobody has asked after in time appears here."),
    )

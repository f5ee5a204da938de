"""Lists that a spot check is drawn from: what their filters leave, as rows that can be judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shipments.filters.monitor import MonitorFilter
from shipments.filters.problems import ProblemFilter
from shipments.filters.waybills import WaybillFilter
from shipments.models import ProblemRecord, Waybill
from shipments.quality.filters.fines import FineFilter
from shipments.quality.models import Fine, SpotCheck
from shipments.queries import monitor

Subject = SpotCheck.Subject
#: In the criteria of a check: the list's name, where it is not the subject's own.
FROM = "from"


@dataclass(frozen=True, slots=True)
class Source:
    """
    subject     what is judged
    list_name   the page that shows the rows
    waybill     the way from a row to its waybill, where the waybill is judged and not the row
    """

    name: str
    subject: str
    label: "str | Promise"
    filterset_class: type[Any]
    rows: QuerySet[Any]
    list_name: str
    waybill: str = ""

    def filtered(self, data: Any, request: HttpRequest) -> Any:
        return self.filterset_class(data, queryset=self.rows.all().visible_to(request.user), request=request)

    def population(self, filterset: Any) -> QuerySet[Any]:
        """What may be drawn: each waybill once, however many of its rows the filters leave."""
        if not self.waybill:
            return filterset.qs
        return Waybill.objects.filter(pk__in=filterset.qs.order_by().values(self.waybill))

    def criteria(self, filterset: Any) -> dict[str, str]:
        """The filters in force, as the address of the list has them, and which list it was."""
        given = {name: filterset.data[name] for name in filterset.form.fields if filterset.data.get(name)}
        return given if self.name == self.subject else {FROM: self.name, **given}


def _signed_without_picture() -> QuerySet[Any]:
    return monitor.signed_without_picture(monitor.to_deliver())


SOURCES = {
    source.name: source
    for source in (
        Source(
            "problem",
            Subject.PROBLEM,
            Subject.PROBLEM.label,
            ProblemFilter,
            ProblemRecord.objects.filter(withdrawn=False),
            "shipments:problems",
        ),
        Source(
            "waybill",
            Subject.WAYBILL,
            Subject.WAYBILL.label,
            WaybillFilter,
            Waybill.objects.all(),
            "shipments:waybills",
        ),
        Source(
            "fine",
            Subject.WAYBILL,
            _("Fined waybills"),
            FineFilter,
            Fine.objects.all(),
            "quality:fines",
            waybill="violation__waybill",
        ),
        Source(
            "picture",
            Subject.WAYBILL,
            _("Signed without picture"),
            MonitorFilter,
            _signed_without_picture(),
            "shipments:monitor_pictures",
            waybill="waybill",
        ),
    )
}


def source_of(criteria: Mapping[str, str], subject: str) -> Source:
    return SOURCES[criteria.get(FROM, subject)]

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.scopes import Scope
from crm.shared.api_filters import Choice, Instant
from crm.shared.api_schema import CONFLICT
from crm.shared.api_views import Endpoint
from crm.shared.errors import Refused
from crm.shared.instants import in_calendar, shown
from shipments.api.shapes import PreviewShape
from shipments.rules.deadlines import Due, Inputs, deadlines, problem_damage
from shipments.rules.edition import Edition
from shipments.rules.terms import OutletKind, Shift
from shipments.services.clocks import RuleBook

STARTED_BY_RECEIPT = ("arrival_scan", "delivery", "sign_entry", "problem_delivery", "problem_transfer")


class RuleBookPreview(Endpoint):
    """What would be due when: nothing is stored. Without any time nothing has started, and nothing is due."""

    parameters = (
        Choice("outlet_kind", choices=tuple(map(str, OutletKind)), required=True),
        Choice("shift", choices=tuple(map(str, Shift)), required=True),
        Instant("line_haul_arrived_at", description="The truck at the outlet."),
        Instant("received_at", description="The unload scan of the batch."),
        Instant("scanned_at", description="The arrival scan; damage is to be reported from here."),
    )
    scopes = {"GET": Scope.RULEBOOK_READ}

    @extend_schema(
        operation_id="rulebook_preview",
        summary="Deadlines for given times",
        responses={200: PreviewShape, **CONFLICT},
    )
    def get(self, request: Request) -> Response:
        told = self.given
        times = {name: told.get(name) for name in ("line_haul_arrived_at", "received_at", "scanned_at")}
        if not all(in_calendar(at) for at in times.values() if at):
            raise Refused(_("This time lies outside the network's calendar (2000 to 2099)."), code="out_of_calendar")
        started = times["line_haul_arrived_at"] or times["received_at"]
        began = started or times["scanned_at"] or timezone.now()
        _pk, edition = RuleBook.read().in_force_at(began)
        due: dict[str, Due] = {}
        if started:
            scanned_at = times.pop("scanned_at")
            found = deadlines(edition, Inputs(OutletKind(told["outlet_kind"]), Shift(told["shift"]), **times))
            due = {duty: getattr(found, duty) for duty in STARTED_BY_RECEIPT}
        else:
            scanned_at = times["scanned_at"]
        if scanned_at:
            due["problem_damage"] = problem_damage(edition, scanned_at)
        return Response({"edition": edition.number, "deadlines": [_shape(*one, edition) for one in due.items()]})


def _shape(duty: str, due: Due, edition: Edition) -> dict[str, Any]:
    return deadline_shape(duty, due.due_at, due.rule, edition)


def deadline_shape(duty: str, due_at: datetime, rule: str, edition: Edition) -> dict[str, Any]:
    text = edition.text(rule)
    return {"duty": duty, "due_at": shown(due_at), "rule": rule, "source": text.source or text.zh}

"""What other networks offer where: observations, each with its day and where it was seen."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import NETWORK_EDITORS, Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from customers.models import Competitor, MarketObservation
from outlets.models import Outlet, Region

#: Who keeps the list of networks and brings files of observations.
KEEPERS = NETWORK_EDITORS | {Role.CRG}
PERCENTS = frozenset({MarketObservation.Kind.SHARE_PERCENT, MarketObservation.Kind.COVERAGE_PERCENT})


@dataclass(frozen=True, slots=True)
class Seen:
    competitor: Competitor
    region: Region
    kind: str
    value: Decimal
    observed_on: date
    source: str


def observe(seen: Seen, *, outlet: Outlet | None, by: User, at: datetime) -> tuple[MarketObservation, bool]:
    """Note one figure; the same one from the same source is there once. Returns it, and whether it is new.

    outlet   whose it is; None: headquarters'
    raises   Refused for a day to come, a figure below 0, or a share above 100
    writes   customers_marketobservation
    """
    if seen.observed_on > timezone.localdate(at):
        raise Refused(_("Nobody can have seen this yet: check the day."), code="seen_ahead")
    if seen.value < 0 or (seen.kind in PERCENTS and seen.value > 100):
        raise Refused(_("A per cent lies between 0 and 100, any other figure is 0 at least."), code="seen_range")
    return MarketObservation.objects.get_or_create(
        competitor=seen.competitor,
        region=seen.region,
        outlet=outlet,
        kind=seen.kind,
        value=seen.value,
        observed_on=seen.observed_on,
        source=seen.source,
        defaults={"noted_by": by, "noted_at": at},
    )


def keep_competitor(competitor: Competitor, *, by: User, at: datetime) -> None:
    """
    raises   Refused when the code is taken
    writes   customers_competitor, audit_auditentry
    """
    try:
        with transaction.atomic():
            competitor.save()
            detail = {"name": competitor.name, "active": competitor.active}
            record_act("competitor.keep", f"customers.competitor:{competitor.code}", by=by, at=at, detail=detail)
    except IntegrityError as clash:
        raise Refused(_("There is a network with this code already."), code="code_exists") from clash

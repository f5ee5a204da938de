"""What the radar has found and nobody has looked at, and what there is to see beside a hit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from crm.accounts.models import User
from outlets.models import Outlet
from shipments.models import ScanDevice, ScanKind, Waybill
from shipments.quality.models import Fine, ProblemReview, RadarHit
from shipments.quality.sql.radar import NEAR

HITS = RadarHit.objects.select_related("outlet", "looked_by")
#: Scans shown beside a hit.
SHOWN = 40


@dataclass(frozen=True, slots=True)
class NearScan:
    """`telling`: one of those that make the pattern."""

    at: datetime
    kind: str
    number: str
    outlet: str
    telling: bool


def waiting(hits: QuerySet[RadarHit]) -> QuerySet[RadarHit]:
    """Uses radarhit_open."""
    return hits.filter(looked_at=None)


def following(hits: QuerySet[RadarHit], after: RadarHit | None = None) -> RadarHit | None:
    """The next to look at, the newest day first; after the last one the first again."""
    rows = waiting(hits).order_by("-day", "-id")
    if after is not None:
        rest = rows.exclude(pk=after.pk)
        lower = rest.filter(day=after.day, pk__lt=after.pk).first() or rest.filter(day__lt=after.day).first()
        return lower or rest.first()
    return rows.first()


def worker_names(hits: Iterable[RadarHit]) -> dict[str, str]:
    """Workers as people know them: logins and phones by the name of their person, staff numbers with it."""
    workers = {hit.facts.get("worker", "") for hit in hits} - {""}
    logins = {worker: int(worker[5:]) for worker in workers if worker.startswith("user:") and worker[5:].isdigit()}
    phones = {worker: UUID(worker[6:]) for worker in workers if worker.startswith("phone:") and len(worker) == 38}
    names = {worker: worker for worker in workers}
    holders = dict(ScanDevice.objects.filter(pk__in=phones.values()).values_list("pk", "user")) if phones else {}
    by_key = User.objects.in_bulk([*logins.values(), *holders.values()])
    keys = logins | {worker: holders[phone] for worker, phone in phones.items() if phone in holders}
    names |= {worker: str(by_key[key]) for worker, key in keys.items() if key in by_key}
    staff = User.objects.filter(staff_no__in=workers - keys.keys())
    return names | {person.staff_no: f"{person} {person.staff_no}" for person in staff if person.staff_no}


def scans_near(hit: RadarHit) -> list[NearScan]:
    """The SHOWN scans of the hit's worker that day nearest to the telling one. Uses scanevent_by_worker."""
    if not (worker := hit.facts.get("worker")):
        return []
    since = timezone.make_aware(datetime.combine(hit.day, time.min))
    asked = {"worker": worker, "since": since, "until": since + timedelta(days=1), "limit": SHOWN}
    with connection.cursor() as cursor:
        cursor.execute(NEAR, asked | {"at": hit.facts["at"]})
        rows = cursor.fetchall()
    places = dict(Outlet.objects.filter(pk__in={row[3] for row in rows}).values_list("pk", "name"))
    telling = {hit.subject, *hit.facts.get("numbers", [])}
    times = {hit.facts.get("at"), *((hit.facts.get("since"), hit.facts.get("until")) if hit.facts.get("other") else ())}
    instants = {datetime.fromisoformat(told) for told in times if told}
    return [
        NearScan(at, str(ScanKind(kind).label), number, places.get(outlet, ""), number in telling or at in instants)
        for at, kind, number, outlet in rows
    ]


@dataclass(frozen=True, slots=True)
class Beside:
    """What else is known of the hit's waybills; at most a page of each."""

    waybills: list[Waybill]
    reviews: list[ProblemReview]
    fines: list[Fine]

    @classmethod
    def of(cls, hit: RadarHit) -> "Beside":
        numbers = hit.facts.get("numbers") or [hit.subject]
        waybills = list(Waybill.objects.filter(pieces__number__in=numbers).distinct().order_by("number")[:SHOWN])
        reviews = ProblemReview.objects.filter(problem__waybill__in=waybills).select_related("problem__waybill")
        fines = Fine.objects.filter(violation__waybill__in=waybills, outlet=hit.outlet_id)
        return cls(waybills, list(reviews[:SHOWN]), list(fines.select_related("violation__waybill")[:SHOWN]))

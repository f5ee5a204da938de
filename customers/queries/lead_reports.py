"""What became of leads: how far they came, why they were lost, what each way in brought and cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from crm.shared.days import midnight
from customers.models import Lead, LeadStep, SourceCost
from customers.rules.lead_states import STAGES, State, stages_from

CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Months:
    """Whole months, the last one included; both are first days."""

    first: date
    last: date

    @property
    def until(self) -> date:
        """The last day of all."""
        return next_month(self.last) - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Brought:
    """One way in over some months.

    reached   stage → leads that came as far
    yuan      what it cost; None: nobody wrote down anything
    """

    source: str
    reached: Mapping[str, int]
    lost: int
    yuan: Decimal | None = None

    @property
    def leads(self) -> int:
        return self.reached[State.NEW]

    @property
    def won(self) -> int:
        return self.reached[State.WON]

    @property
    def per_lead(self) -> Decimal | None:
        return _each(self.yuan, self.leads)

    @property
    def per_win(self) -> Decimal | None:
        return _each(self.yuan, self.won)


def next_month(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def opened_in(rows: QuerySet[Lead], months: Months) -> QuerySet[Lead]:
    """Leads opened in these months of the network's calendar, whatever became of them later."""
    until = midnight(next_month(months.last))
    return rows.filter(created_at__gte=midnight(months.first), created_at__lt=until)


def brought(rows: QuerySet[Lead], costs: QuerySet[SourceCost], months: Months) -> list[Brought]:
    """Each way in with leads or costs, the most leads first.

    rows, costs   what the asker may see
    """
    counts = {stage.value: Count("pk", filter=_reached(stage)) for stage in STAGES}
    lost = Count("pk", filter=Q(state=State.LOST))
    found = opened_in(rows, months).order_by().values("source").annotate(**counts, gone=lost)
    of_source = {row["source"]: row for row in found}
    spent = costs.filter(month__range=(months.first, months.last)).order_by().values_list("source")
    yuan = dict(spent.annotate(Sum("yuan")))
    lines = []
    for source in {*of_source, *yuan}:
        row = of_source.get(source, {})
        reached = {stage.value: row.get(stage.value, 0) for stage in STAGES}
        lines.append(Brought(source, reached, row.get("gone", 0), yuan.get(source)))
    return sorted(lines, key=lambda line: (-line.leads, line.source))


def lost_reasons(rows: QuerySet[Lead], months: Months) -> list[tuple[str, int]]:
    """Why leads were lost, the commonest reason first."""
    found = opened_in(rows, months).filter(state=State.LOST).order_by().values_list("lost_reason")
    return sorted(found.annotate(Count("pk")), key=lambda row: (-row[1], row[0]))


def together(lines: list[Brought]) -> Brought:
    """All ways in as one."""
    reached = {stage.value: sum(line.reached[stage] for line in lines) for stage in STAGES}
    known = [line.yuan for line in lines if line.yuan is not None]
    return Brought("", reached, sum(line.lost for line in lines), sum(known, Decimal(0)) if known else None)


def _reached(stage: str) -> Q:
    if stage == State.NEW:
        return Q()
    return Q(Exists(LeadStep.objects.filter(lead=OuterRef("pk"), state__in=stages_from(stage))))


def _each(yuan: Decimal | None, number: int) -> Decimal | None:
    return None if yuan is None or not number else (yuan / number).quantize(CENT, ROUND_HALF_UP)

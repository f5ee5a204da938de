"""Pairs that wait for a decision, in the order in which they are decided."""

from django.db.models import Q, QuerySet

from customers.models import Customer, DuplicatePair, Merge

SIDES = ("outlet", "standing", "activity", "profile", "keeper")
PAIRS = DuplicatePair.objects.select_related("outlet", "first", "second", "decided_by")
MERGES = Merge.objects.select_related("outlet", "kept", "gone", "by", "undone_by")


def waiting(pairs: QuerySet[DuplicatePair]) -> QuerySet[DuplicatePair]:
    """Index: duplicate_open_of_outlet."""
    return pairs.filter(state=DuplicatePair.State.OPEN).order_by("-score", "-id")


def following(pairs: QuerySet[DuplicatePair], pair: DuplicatePair | None = None) -> DuplicatePair | None:
    """The next pair to decide; behind the last one the first again, until none is left."""
    rows = waiting(pairs)
    if pair is None:
        return rows.first()
    behind = Q(score__lt=pair.score) | Q(score=pair.score, pk__lt=pair.pk)
    return rows.filter(behind).first() or rows.exclude(pk=pair.pk).first()


def sides(one: Customer, other: Customer, *, swapped: bool = False) -> tuple[Customer, Customer]:
    """The one to keep and the one to take into it: who has shipped more, else who came first."""
    rows = {row.pk: row for row in Customer.objects.select_related(*SIDES).filter(pk__in=[one.pk, other.pk])}
    found = sorted(rows.values(), key=lambda row: (-_shipped(row), row.pk))
    return (found[1], found[0]) if swapped else (found[0], found[1])


def _shipped(customer: Customer) -> int:
    activity = getattr(customer, "activity", None)
    return activity.parcels if activity else 0

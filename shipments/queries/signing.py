"""What is known of numbers that somebody is about to sign for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from outlets.access import Access
from outlets.models import Outlet
from shipments.models import DeliveryRun, Picture, Piece, ProblemRecord, ScanEvent, ScanKind, Waybill
from shipments.rules.signers import needs_consent

#: Where a piece may be when it is signed for without a word.
ON_ITS_WAY = frozenset({ScanKind.OUT_FOR_DELIVERY, ScanKind.DELIVERED})


@dataclass(frozen=True, slots=True)
class Found:
    """One number.

    piece      what is signed for: the waybill's master, or the return receipt that has this number
    outlet     where this person does it
    fault      unknown, not_here, signed, or "": may be signed
    doubt      not_out, not_here_yet, problem, returned, consent_owed, or "": told before, no obstacle
    pictures   sign pictures that are there
    """

    number: str
    waybill: Waybill | None = None
    piece: Piece | None = None
    outlet: Outlet | None = None
    fault: str = ""
    doubt: str = ""
    pictures: int = 0


def find_to_sign(numbers: Iterable[str], *, user: object, access: Access) -> dict[str, Found]:
    """By number, as it was given. Seven statements at most, however many numbers."""
    wanted = list(dict.fromkeys(numbers))
    pieces = _pieces(wanted, user)
    ids = {piece.waybill_id for piece in pieces.values()}
    masters = {piece.waybill_id: piece for piece in pieces.values() if piece.kind == Piece.Kind.MASTER}
    others = ids - masters.keys()
    if others:
        masters |= {piece.waybill_id: piece for piece in _with_waybill().filter(waybill__in=others, kind="master")}
    places = _places(ids, access)
    pictures = Counter(
        dict(
            Picture.objects.filter(waybill__in=ids, kind=Picture.Kind.SIGN)
            .values_list("waybill")
            .annotate(n=Count("pk"))
            .order_by()
        )
    )
    troubled = set(_open_problems(ids).values_list("waybill", flat=True))
    owing = _owing(masters.values())
    found = {}
    for number in wanted:
        piece = pieces.get(number)
        if piece is None:
            found[number] = Found(number, fault="unknown")
            continue
        signed = piece if piece.kind == Piece.Kind.RECEIPT else masters[piece.waybill_id]
        outlet = places.get(piece.waybill_id) or _destination(signed, access)
        found[number] = Found(
            number,
            piece.waybill,
            signed,
            outlet,
            fault=_fault(signed, outlet),
            doubt=_doubt(signed, troubled=piece.waybill_id in troubled, owing=signed.pk in owing),
            pictures=pictures[piece.waybill_id],
        )
    return found


def _with_waybill() -> QuerySet[Piece]:
    return Piece.objects.select_related("waybill", "destination")


def _pieces(numbers: list[str], user: object) -> Mapping[str, Piece]:
    mine = Waybill.objects.visible_to(user)
    return {piece.number: piece for piece in _with_waybill().filter(number__in=numbers, waybill__in=mine)}


def _places(waybills: set[int], access: Access) -> Mapping[int, Outlet]:
    """Of each waybill, the latest of this person's outlets that had it."""
    runs = DeliveryRun.objects.filter(waybill__in=waybills, outlet__in=access.outlet_ids, dropped=False)
    ordered = runs.select_related("outlet").order_by("clock__received_at", "pk")
    return {run.waybill_id: run.outlet for run in ordered}


def _open_problems(waybills: set[int]) -> QuerySet[ProblemRecord]:
    return ProblemRecord.objects.filter(waybill__in=waybills, withdrawn=False, piece__state=ScanKind.PROBLEM)


def _owing(masters: Iterable[Piece]) -> set[int]:
    """Pieces handed to somebody else whose scan tells of no consent: a phone's, made without it."""
    handed_over = {piece.pk: piece.state_event for piece in masters if piece.state == ScanKind.DELIVERED}
    if not handed_over:
        return set()
    events = ScanEvent.objects.filter(piece__in=handed_over, event_id__in=handed_over.values())
    told = events.values_list("piece", "detail__signer_relation", "detail__consent")
    return {piece for piece, relation, consent in told if needs_consent(relation or "") and not consent}


def _destination(piece: Piece, access: Access) -> Outlet | None:
    return piece.destination if piece.destination_id in access.outlet_ids else None


def _fault(piece: Piece, outlet: Outlet | None) -> str:
    if piece.state == ScanKind.SIGNED:
        return "signed"
    return "" if outlet else "not_here"


def _doubt(piece: Piece, *, troubled: bool, owing: bool) -> str:
    if piece.state == ScanKind.RETURNED:
        return "returned"
    if troubled:
        return "problem"
    if piece.state in ON_ITS_WAY:
        return "consent_owed" if owing else ""
    return "not_out" if piece.state in {ScanKind.ARRIVAL, ScanKind.HOLD} else "not_here_yet"

"""Bodies that the API takes of trips, waybills and scans, and the answers it gives; the fields are fixed."""

from typing import Any, ClassVar

from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.utils import Direction
from rest_framework import serializers

from crm.shared.api_fields import Amount, Choice, Flag, Instant, Phone, StrictSerializer, Text, Whole
from shipments.models import Piece, ScanKind, Waybill
from shipments.rules import numbers, signers
from shipments.rules.terms import ProblemCategory, Shift

TRIP_NO = "[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._:-]{0,39}"
DUTIES = ("arrival_scan", "delivery", "sign_entry", "problem_delivery", "problem_transfer", "problem_damage")


class Number(Text):
    """A waybill's or piece's number; blanks, dashes and case make no difference."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(32, pattern=numbers.PATTERN, **kwargs)

    def clean(self, text: str) -> str:
        return numbers.clean_number(text)


class NewTripBody(StrictSerializer):
    trip_no = Text(40, pattern=TRIP_NO)
    outlet = Text(20, help_text="Code of the outlet the truck goes to.")
    shift = Choice(list(Shift))
    planned_at = Instant()
    arrived_at = Instant(required=False, allow_null=True, default=None)
    unloaded_at = Instant(required=False, allow_null=True, default=None)


class TripTimes(StrictSerializer):
    planned_at = Instant()
    arrived_at = Instant(allow_null=True)
    unloaded_at = Instant(allow_null=True)


class ReceiverBody(StrictSerializer):
    name = Text(120)
    phone = Phone()
    address = Text(200)


class SenderBody(ReceiverBody):
    customer = Text(40, required=False, allow_null=True, default=None, help_text="Code in the origin outlet's file.")


class PieceBody(StrictSerializer):
    number = Number()
    kind = Choice(list(Piece.Kind.values))


class PieceList(serializers.ListSerializer):
    """At least one, and exactly one master; whether there is one says `services.waybills`."""

    openapi: ClassVar[dict[str, Any]] = {
        "contains": {"type": "object", "required": ["kind"], "properties": {"kind": {"const": "master"}}},
        "minContains": 1,
        "maxContains": 1,
    }


class NewWaybillBody(StrictSerializer):
    number = Number()
    product = Choice(list(Waybill.Product.values))
    origin_outlet = Text(20)
    destination_outlet = Text(20)
    sender = SenderBody()
    receiver = ReceiverBody()
    pieces = PieceList(child=PieceBody(), min_length=1, max_length=1000)
    weight_kg = Amount(whole=5, places=3)
    volume_cm3 = Whole(low=1, high=2**31 - 1, required=False, allow_null=True, default=None)
    cod_yuan = Amount(whole=8, places=2, required=False, allow_null=True, default=None)
    return_receipt = Flag(required=False, default=False)


class ProblemRemarkBody(serializers.Serializer):
    category = serializers.ChoiceField([str(category) for category in ProblemCategory])
    reason = serializers.CharField(
        max_length=24, required=False, help_text="Code of the network's list of reasons; it names who answers for it."
    )
    occurred_at = serializers.DateTimeField(required=False, allow_null=True)
    contact = serializers.CharField(max_length=60, required=False)
    phone = serializers.CharField(max_length=30, required=False)
    matter = serializers.CharField(max_length=500, required=False)


class ConsentBody(serializers.Serializer):
    how = serializers.ChoiceField([str(how) for how in signers.Consent])
    at = serializers.DateTimeField(help_text="Not later than the event.")


class ScanEventBody(serializers.Serializer):
    """Documents what `scan_batch` reads."""

    event_id = serializers.UUIDField(help_text="Made by the sender; the same event may be sent again and again.")
    kind = serializers.ChoiceField(ScanKind.values)
    piece = serializers.CharField(max_length=32)
    outlet = serializers.CharField(max_length=20)
    occurred_at = serializers.DateTimeField()
    trip_no = serializers.CharField(max_length=40, required=False)
    shift = serializers.ChoiceField([str(shift) for shift in Shift], required=False)
    operator = serializers.CharField(max_length=60, required=False)
    previous_stop = serializers.CharField(max_length=60, required=False)
    next_stop = serializers.CharField(max_length=60, required=False)
    signer = serializers.CharField(max_length=60, required=False)
    signer_relation = serializers.ChoiceField(sorted(signers.CODES), required=False)
    consent = ConsentBody(
        required=False,
        help_text="How and when the receiver agreed; needed when signer_relation is anybody but the receiver (101).",
    )
    weight_kg = serializers.FloatField(required=False, help_text="Of kind weigh.")
    corrects = serializers.UUIDField(required=False, help_text="The event that this one replaces, or withdraws (void).")
    problem = ProblemRemarkBody(required=False, help_text="With kind problem, and only then.")


class Events(serializers.Field):
    """1 to 1000 events; what is wrong with one of them is answered, not refused."""


class EventsInSchema(OpenApiSerializerFieldExtension):
    target_class = Events

    def map_serializer_field(self, auto_schema: Any, direction: Direction) -> dict[str, Any]:
        event = auto_schema.resolve_serializer(ScanEventBody, direction).ref
        other = {"description": "Anything else is answered in `rejected`."}
        return {"type": "array", "minItems": 1, "maxItems": 1000, "items": {"anyOf": [event, other]}}


class ScanBatchBody(StrictSerializer):
    events = Events()


class RejectionShape(serializers.Serializer):
    index = serializers.IntegerField()
    event_id = serializers.CharField(allow_null=True)
    code = serializers.CharField()
    detail = serializers.CharField()


class ReceiptShape(serializers.Serializer):
    accepted = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    rejected = RejectionShape(many=True)


class DeadlineShape(serializers.Serializer):
    duty = serializers.ChoiceField(DUTIES)
    due_at = serializers.DateTimeField()
    rule = serializers.CharField()
    source = serializers.CharField(help_text="The sentence of the rule book.")


class PreviewShape(serializers.Serializer):
    edition = serializers.IntegerField()
    deadlines = DeadlineShape(many=True)


class TripShape(serializers.Serializer):
    trip_no = serializers.CharField()
    outlet = serializers.CharField()
    shift = serializers.ChoiceField([str(shift) for shift in Shift])
    planned_at = serializers.DateTimeField()
    arrived_at = serializers.DateTimeField(allow_null=True)
    unloaded_at = serializers.DateTimeField(allow_null=True)
    edition = serializers.IntegerField(allow_null=True)
    estimated = serializers.BooleanField(help_text="The unloading is not reported yet: receipt follows from the plan.")
    deadlines = DeadlineShape(many=True)


class PartyShape(serializers.Serializer):
    name = serializers.CharField(help_text="Masked.")
    phone = serializers.CharField(help_text="Masked.")
    address = serializers.CharField(help_text="Masked.")


class SenderShape(PartyShape):
    customer = serializers.CharField(allow_null=True)


class PieceShape(serializers.Serializer):
    number = serializers.CharField()
    kind = serializers.ChoiceField(Piece.Kind.values)
    state = serializers.CharField(allow_null=True, help_text="Kind of its last telling event.")
    state_at = serializers.DateTimeField(allow_null=True)
    outlet = serializers.CharField(allow_null=True, help_text="Where that was.")


class FreightShape(serializers.Serializer):
    yuan = serializers.CharField()
    chargeable_kg = serializers.CharField(help_text="The greater of actual and volumetric weight, in whole steps.")
    price_table = serializers.IntegerField()


class WaybillShape(serializers.Serializer):
    number = serializers.CharField()
    product = serializers.ChoiceField(Waybill.Product.values)
    origin_outlet = serializers.CharField()
    destination_outlet = serializers.CharField()
    sender = SenderShape()
    receiver = PartyShape()
    pieces = PieceShape(many=True)
    weight_kg = serializers.FloatField()
    volume_cm3 = serializers.IntegerField(allow_null=True)
    cod_yuan = serializers.CharField(allow_null=True)
    return_receipt = serializers.BooleanField()
    entered_at = serializers.DateTimeField()
    freight = FreightShape(allow_null=True, help_text="By the price table of the day of entry; null without a price.")


class EnteredWaybillShape(WaybillShape):
    no_freight = serializers.ChoiceField(("no_prices", "not_offered"), allow_null=True, help_text="Why it has none.")


class ProblemRemarkShape(serializers.Serializer):
    category = serializers.CharField()
    reason = serializers.CharField(allow_null=True)
    occurred_at = serializers.DateTimeField(allow_null=True)
    contact = serializers.CharField(allow_null=True, help_text="Masked.")
    phone = serializers.CharField(allow_null=True, help_text="Masked.")
    matter = serializers.CharField(allow_null=True, help_text="Telephone numbers masked.")


class ConsentShape(serializers.Serializer):
    how = serializers.CharField()
    at = serializers.DateTimeField()


class EventShape(serializers.Serializer):
    event_id = serializers.UUIDField()
    kind = serializers.ChoiceField(ScanKind.values)
    piece = serializers.CharField()
    outlet = serializers.CharField(allow_null=True)
    trip_no = serializers.CharField(allow_null=True)
    occurred_at = serializers.DateTimeField()
    error_ms = serializers.IntegerField()
    device_at = serializers.DateTimeField()
    received_at = serializers.DateTimeField()
    grade = serializers.CharField()
    corrects = serializers.UUIDField(allow_null=True)
    shift = serializers.CharField(allow_null=True)
    operator = serializers.CharField(allow_null=True)
    previous_stop = serializers.CharField(allow_null=True)
    next_stop = serializers.CharField(allow_null=True)
    signer = serializers.CharField(allow_null=True, help_text="Masked.")
    signer_relation = serializers.CharField(allow_null=True)
    consent = ConsentShape(allow_null=True)
    weight_kg = serializers.FloatField(allow_null=True)
    problem = ProblemRemarkShape(allow_null=True)


class DutyShape(serializers.Serializer):
    kind = serializers.ChoiceField(("arrival_scan", "delivery", "sign_entry", "problem"))
    piece = serializers.CharField(allow_null=True)
    outlet = serializers.CharField()
    run = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True)
    done_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(("open", "met", "late", "excused", "review"))
    rule = serializers.CharField()
    edition = serializers.IntegerField(allow_null=True)


class ShipmentShape(WaybillShape):
    events = EventShape(many=True)
    duties = DutyShape(many=True)

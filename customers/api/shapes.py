"""Customers and their contacts as the API takes and tells them; personal data leaves masked."""

from typing import Any

from drf_spectacular.drainage import set_override
from rest_framework import serializers

from crm.shared.api_fields import Choice, Day, Flag, Phone, StrictSerializer, Text, Whole
from customers.models import Contact, Customer, Source

#: The component that `customers.api.schema` fills with the fields as they are.
CUSTOM = {"$ref": "#/components/schemas/CustomFields"}


class Custom(serializers.Field[Any, Any, Any, Any]):
    """Code of a custom field → its value; null takes a value away."""

    default_error_messages = {"invalid": "Not an object."}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        set_override(self, "field", CUSTOM)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, dict):
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


def _clearable(length: int, **kwargs: Any) -> Text:
    """A text that may be missing; null takes it away."""
    return Text(length, required=False, allow_null=True, **kwargs)


def _words(**kwargs: Any) -> Text:
    return _clearable(500, **kwargs)


def _sum(whole: int) -> Text:
    """Yuan as a text: so large a number with a fraction is none that every JSON reader keeps."""
    return _clearable(whole + 3, pattern=rf"(0|[1-9][0-9]{{0,{whole - 1}}})(\.[0-9]{{1,2}})?")


class ProfileChanges(StrictSerializer):
    registered_capital = _sum(12)
    employees = Whole(low=0, high=2_000_000, required=False, allow_null=True)
    finances = _words()
    plans = _words()
    potential = _words()
    strengths = _words()
    weaknesses = _words()
    storage_needs = _words()
    transit_needs = _words()
    transport_needs = _words()
    packaging_needs = _words()
    feedback_needs = _words()
    current_logistics = _words(help_text="Who moves its goods today, and how.")
    monthly_cost = _sum(10)
    bottlenecks = _words()
    safety_agreement_on = Day(required=False, allow_null=True)
    safety_agreement_until = Day(required=False, allow_null=True)


class ProfileShape(serializers.Serializer):
    registered_capital = serializers.CharField(allow_null=True, help_text='Yuan, such as "500000.00".')
    employees = serializers.IntegerField(allow_null=True)
    finances = serializers.CharField()
    plans = serializers.CharField()
    potential = serializers.CharField()
    strengths = serializers.CharField()
    weaknesses = serializers.CharField()
    storage_needs = serializers.CharField()
    transit_needs = serializers.CharField()
    transport_needs = serializers.CharField()
    packaging_needs = serializers.CharField()
    feedback_needs = serializers.CharField()
    current_logistics = serializers.CharField()
    monthly_cost = serializers.CharField(allow_null=True, help_text="Yuan a month for logistics.")
    bottlenecks = serializers.CharField()
    safety_agreement_on = serializers.DateField(allow_null=True)
    safety_agreement_until = serializers.DateField(allow_null=True)


class PhoneSearch(StrictSerializer):
    phone = Phone(help_text="A whole number, of the file or of a person at the customer.")


class NewCustomer(StrictSerializer):
    outlet = Text(20, help_text="Code of the outlet that keeps the file.")
    code = Text(40, required=False, default="", help_text="Unique at the outlet; without it the network gives one.")
    kind = Choice(Customer.Kind.values, required=False, default=Customer.Kind.ENTERPRISE.value)
    name = Text(120)
    phone = Phone(required=False, default="")
    address = Text(200, required=False, default="")
    industry = _clearable(60)
    goods = _clearable(200, help_text="What is usually sent.")
    interests = _clearable(200)
    credit = Choice([value for value in Customer.Credit.values if value], required=False, allow_null=True)
    source = Choice(Source.values, required=False, default=Source.API.value)
    custom = Custom(required=False, default=dict)
    profile = ProfileChanges(required=False, default=dict)


class CustomerChanges(StrictSerializer):
    kind = Choice(Customer.Kind.values)
    name = Text(120)
    phone = Phone(allow_null=True)
    address = _clearable(200)
    industry = _clearable(60)
    goods = _clearable(200)
    interests = _clearable(200)
    credit = Choice([value for value in Customer.Credit.values if value], required=False, allow_null=True)
    custom = Custom(required=False)
    profile = ProfileChanges(required=False)


class CustomerShape(serializers.Serializer):
    id = serializers.IntegerField()
    outlet = serializers.CharField()
    code = serializers.CharField(help_text="What `sender.customer` of a waybill names.")
    kind = serializers.ChoiceField(choices=Customer.Kind.values)
    name = serializers.CharField(help_text="Masked.")
    phone = serializers.CharField(help_text="Masked.")
    address = serializers.CharField(help_text="Masked.")
    industry = serializers.CharField()
    goods = serializers.CharField()
    interests = serializers.CharField()
    credit = serializers.CharField(help_text="good, fair, poor, or empty: not graded.")
    source = serializers.ChoiceField(choices=Source.values)
    tier = serializers.CharField(allow_null=True, help_text="A, B or C; null: not yet computed.")
    points = serializers.IntegerField(help_text="What it may redeem; below 0: more was taken back than was left.")
    state = serializers.ChoiceField(choices=Customer.State.values)
    merged_into = serializers.IntegerField(allow_null=True, help_text="The file that has taken this one in.")
    custom = Custom(help_text="Personal fields are masked.")
    profile = ProfileShape(allow_null=True, help_text="Its business and what it needs of logistics; null: not asked.")
    version = serializers.IntegerField(help_text="Also the ETag; send it as If-Match to change what you have read.")
    created_at = serializers.DateTimeField()


class CustomersFoundShape(serializers.Serializer):
    results = CustomerShape(many=True)
    next = serializers.CharField(allow_null=True, help_text="Always null: at most 50 are told.")


class SimilarShape(serializers.Serializer):
    id = serializers.IntegerField()
    score = serializers.IntegerField(help_text="50 to 100.")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="phone, contact, name, sound, address.")


class OpenedCustomerShape(CustomerShape):
    similar = SimilarShape(many=True, help_text="Files of the outlet that may be the same customer, likeliest first.")


class NewContact(StrictSerializer):
    name = Text(60)
    part = Choice(Contact.Part.values, required=False, default=Contact.Part.OTHER.value)
    position = _clearable(60)
    phone = Phone(required=False, allow_null=True)
    wechat = _clearable(60)
    main = Flag(required=False, default=False, help_text="There is one at a customer; the first one is it anyway.")


class ContactShape(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField(help_text="Masked.")
    part = serializers.ChoiceField(choices=Contact.Part.values)
    position = serializers.CharField()
    phone = serializers.CharField(help_text="Masked.")
    main = serializers.BooleanField()
    left_on = serializers.DateField(allow_null=True, help_text="Since when the person is no longer there.")

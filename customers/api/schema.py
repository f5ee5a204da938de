"""The custom fields of this network in the OpenAPI document: they change while the server runs."""

from typing import Any

from customers.models import CustomField

TYPES: dict[str, dict[str, Any]] = {
    "text": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "pattern": r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$",
    },
    "number": {"type": "number", "exclusiveMinimum": -(10**10), "exclusiveMaximum": 10**10, "multipleOf": 0.0001},
    "day": {"type": "string", "format": "date"},
    "yes_no": {"type": "boolean"},
}


def custom_fields() -> dict[str, Any]:
    """The component CustomFields: one property a field in use."""
    return {
        "type": "object",
        "description": "What headquarters added to customer files; null takes a value away.",
        "properties": {field.code: _property(field) for field in CustomField.objects.filter(active=True)},
        "additionalProperties": False,
    }


def _property(field: CustomField) -> dict[str, Any]:
    inner = {"type": "string", "enum": field.choices} if field.type == "choice" else TYPES[field.type]
    found = {"anyOf": [inner, {"type": "null"}], "title": field.label_en or field.label}
    return {**found, "description": field.help_text} if field.help_text else found

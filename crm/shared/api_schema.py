"""What every operation of the OpenAPI document has in common: the problems it may answer with."""

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiResponse
from rest_framework.serializers import ListSerializer

from crm.shared.api_fields import StrictSerializer
from crm.shared.problems import MEDIA_TYPE

_TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Stable, for machines: urn:yike:problem:<code>."},
        "title": _TEXT,
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "For people, in the language of Accept-Language."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["code", "detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "JSON pointer into the body."},
                    "parameter": {"type": "string", "description": "Name of a query parameter."},
                    "code": _TEXT,
                    "detail": _TEXT,
                },
            },
        },
    },
}
ANSWERS = {
    "400": "Wrong by itself: syntax, shape, unknown fields or parameters, a time without an offset.",
    "401": "No key, or one that is unknown, expired or revoked.",
    "403": "The key lacks the scope.",
    "404": "Not there, or outside the key's outlets; also what a body names.",
    "405": "This address does not take this method.",
    "406": "Only application/json is spoken here.",
    "409": "Well formed, but a rule or the present state forbids it; or the same Idempotency-Key is still at work.",
    "413": "The body is larger than 4 MB.",
    "415": "The body is not application/json.",
    "422": "This Idempotency-Key came with another body before.",
    "429": "More requests a minute than this key may make.",
    "500": "Our fault.",
}
HEADERS = {
    "401": {"WWW-Authenticate": {"schema": _TEXT}},
    "405": {"Allow": {"schema": _TEXT}},
    "429": {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
}
_WITH_BODY = ("409", "413", "415", "422")


class ApiSchema(AutoSchema):
    """Components named without their suffix, lists with their bounds, and no other names than the declared ones."""

    def get_serializer_name(self, serializer: Any, direction: Direction) -> str:
        name: str = super().get_serializer_name(serializer, direction)
        return name.removesuffix("Shape").removesuffix("Body")

    def _map_basic_serializer(self, serializer: Any, direction: Direction) -> dict[str, Any]:
        schema: dict[str, Any] = super()._map_basic_serializer(serializer, direction)
        if not type(serializer).__doc__:
            schema.pop("description", None)
        if isinstance(serializer, StrictSerializer) and direction == "request":
            schema["additionalProperties"] = False
        for name, field in serializer.fields.items():
            if isinstance(field, ListSerializer) and field.min_length is not None:
                schema["properties"][name] |= {"minItems": field.min_length, "maxItems": field.max_length}
                schema["properties"][name] |= getattr(field, "openapi", {})
        return schema

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        if self.method != "GET":
            return []
        own = [parameter.openapi() for parameter in getattr(self.view, "parameters", ())]
        return [*super()._get_filter_parameters(), *own]


def add_problems(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Postprocessing hook: the problem answers of each operation, by reference to one component each."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components["responses"] = {f"Problem{status}": _answer(status) for status in ANSWERS}
    for operations in result["paths"].values():
        for operation in operations.values():
            for status in ANSWERS:
                if status not in _WITH_BODY or "requestBody" in operation:
                    reference = {"$ref": f"#/components/responses/Problem{status}"}
                    operation["responses"].setdefault(status, reference)
            operation["responses"] = dict(sorted(operation["responses"].items()))
    return result


#: For the responses of a view that refuses a GET too.
CONFLICT = {(409, MEDIA_TYPE): OpenApiResponse({"$ref": "#/components/schemas/Problem"}, ANSWERS["409"])}
#: For the responses of a PATCH that takes If-Match.
PRECONDITION = {
    (412, MEDIA_TYPE): OpenApiResponse(
        {"$ref": "#/components/schemas/Problem"}, "Changed since the version that If-Match names."
    )
}


def _answer(status: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answer = {"description": ANSWERS[status], "content": content}
    return {**answer, "headers": HEADERS[status]} if status in HEADERS else answer

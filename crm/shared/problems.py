"""Every error of the API as `application/problem+json` (RFC 9457), and the exceptions that only the API knows.

400  the request is wrong by itself: syntax, shape, unknown fields or parameters
404  it names something that is not there, or that the asker may not see
409  it is well formed, but a rule or the present state of things forbids it
412  it was written for an older state of things (`If-Match`)
"""

import logging
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response

from crm.shared.errors import Refused

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger(__name__)


#: What a view may raise on purpose; anything else is our fault.
REFUSALS = (exceptions.APIException, Refused, Http404, PermissionDenied, SuspiciousOperation)


class Conflict(exceptions.APIException):
    """pointer   the place in the body that conflicts, where there is one"""

    status_code = HTTPStatus.CONFLICT
    default_detail = _("The request conflicts with the present state.")
    default_code = "conflict"

    def __init__(self, detail: object = None, code: str | None = None, *, pointer: str = "") -> None:
        super().__init__(detail, code)
        self.pointer = pointer


class Unprocessable(exceptions.APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_detail = _("The request cannot be processed.")
    default_code = "unprocessable"


class PreconditionFailed(exceptions.APIException):
    """What the caller has read (`If-Match`) is no longer what stands there."""

    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = _("This has been changed since you read it: read it again.")
    default_code = "changed_meanwhile"


class TooLarge(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body is too large.")
    default_code = "too_large"


class InvalidQuery(exceptions.ValidationError):
    """Wrong query parameters: {name: [what is wrong]}."""


class Unresolved(exceptions.NotFound):
    """A body that names something the asker cannot see, by the pointer to the name."""

    def __init__(self, pointer: str, detail: str, *, code: str) -> None:
        super().__init__(detail, code)
        self.pointer = pointer


def problem(
    status: int, code: str, detail: object, *, errors: list[dict[str, str]] | None = None, **headers: str
) -> Response:
    """A problem answer; `type` is stable and for machines, `detail` is for people and translated."""
    body: dict[str, Any] = {
        "type": f"urn:yike:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": str(detail),
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def problem_handler(exc: Exception, context: dict[str, Any]) -> Response:
    """DRF's EXCEPTION_HANDLER: whatever was raised in a view becomes a problem."""
    known = _known(exc)
    if known is None:
        logger.error("API request failed", exc_info=exc)
        got_request_exception.send(sender=problem_handler, request=context.get("request"))
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", _("Something went wrong on our side."))
    answer = problem(known.status_code, _code(known), _detail(known), errors=_errors(known))
    if header := getattr(known, "auth_header", None):
        answer["WWW-Authenticate"] = header
    if (wait := getattr(known, "wait", None)) is not None:
        answer["Retry-After"] = str(max(1, int(wait)))
    return answer


def _known(exc: Exception) -> exceptions.APIException | None:
    if isinstance(exc, exceptions.APIException):
        return exc
    if isinstance(exc, Refused):
        return Conflict(exc.message, exc.code)
    if isinstance(exc, Http404):
        return exceptions.NotFound()
    if isinstance(exc, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exc, RequestDataTooBig):
        return TooLarge()
    if isinstance(exc, SuspiciousOperation):
        return exceptions.ParseError()
    return None


def _code(exc: exceptions.APIException) -> str:
    codes = exc.get_codes()
    return codes if isinstance(codes, str) else "invalid"


def _detail(exc: exceptions.APIException) -> object:
    if isinstance(exc, InvalidQuery):
        return _("Query parameters are not as they should be; `errors` names each.")
    if isinstance(exc, exceptions.ValidationError):
        return _("The body is not as it should be; `errors` names each place.")
    return exc.detail


def _errors(exc: exceptions.APIException) -> list[dict[str, str]]:
    if isinstance(exc, InvalidQuery):
        return [
            {"parameter": name, "code": one.code, "detail": str(one)}
            for name, found in exc.detail.items()
            for one in found
        ]
    if isinstance(exc, exceptions.ValidationError):
        return list(_pointed(exc.detail, ""))
    if getattr(exc, "pointer", ""):
        return [{"pointer": exc.pointer, "code": exc.detail.code, "detail": str(exc.detail)}]
    return []


def _pointed(detail: Any, pointer: str) -> Iterator[dict[str, str]]:
    """The leaves of a serializer's errors, each with its JSON pointer (RFC 6901)."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else "/" + str(name).replace("~", "~0").replace("/", "~1")
            yield from _pointed(inner, pointer + step)
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            leaf = isinstance(inner, exceptions.ErrorDetail)
            yield from _pointed(inner, pointer if leaf else f"{pointer}/{index}")
    else:
        yield {"pointer": pointer, "code": detail.code, "detail": str(detail)}

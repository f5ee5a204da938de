"""`Idempotency-Key`: a POST that is sent again is answered again, not done again.

    class TripList(ListEndpoint):
        @once
        def post(self, request): ...

The deed and its answer are committed together, so a crash leaves either both or neither.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from crm.partners.services import calls
from crm.shared.json_bodies import check_size
from crm.shared.problems import MEDIA_TYPE, REFUSALS, Conflict, Unprocessable

HEADER = "Idempotency-Key"
Post = Callable[..., Response]


def once(post: Post) -> Post:
    @wraps(post)
    def posted_once(view: Any, request: Request, *args: Any, **kwargs: Any) -> Any:
        key = request.headers.get(HEADER)
        if key is None:
            return post(view, request, *args, **kwargs)
        if not re.fullmatch(r"[!-~]{1,255}", key):
            raise ParseError(_("An Idempotency-Key has 1 to 255 visible ASCII characters."), "bad_idempotency_key")
        check_size(request)
        claim = calls.claim_call(request.user.key_id, key, fingerprint=_fingerprint(request), at=timezone.now())
        if claim.clash == "reused":
            raise Unprocessable(_("This Idempotency-Key came with another request before."), "key_reused")
        if claim.clash == "running":
            raise _running()
        if not claim.ours:
            return _repeated(claim.call.status, claim.call.answer)
        return _run(claim.call, lambda: post(view, request, *args, **kwargs), view)

    return posted_once


def _run(call: Any, deed: Callable[[], Response], view: Any) -> Response:
    settled = False
    try:
        with transaction.atomic():
            answer = _answered(deed, view)
            text = JSONRenderer().render(answer.data).decode()
            settled = calls.settle_call(call, status=answer.status_code, answer=text)
            if not settled:
                # Somebody else has taken the call over; what we did must not have happened.
                raise _running()
        return answer
    finally:
        if not settled:
            calls.release_call(call)


def _answered(deed: Callable[[], Response], view: Any) -> Response:
    """The deed's answer; a refusal is an answer too, of a deed undone."""
    try:
        with transaction.atomic():
            return deed()
    except REFUSALS as refusal:
        answer: Response = view.handle_exception(refusal)
        return answer


def _running() -> Conflict:
    busy = Conflict(_("The first request with this Idempotency-Key is still at work; ask again."), "still_running")
    busy.wait = 1
    return busy


def _repeated(status: int, answer: str) -> HttpResponse:
    kind = MEDIA_TYPE if status >= HTTPStatus.BAD_REQUEST else "application/json"
    return HttpResponse(answer, status=status, content_type=kind, headers={"Idempotency-Replayed": "true"})


def _fingerprint(request: Request) -> str:
    said = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    said.update(request.body)
    return said.hexdigest()

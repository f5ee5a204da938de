"""Where providers bring receipts and replies. Nobody logs in here: what is brought is hostile until it is proved.

A gateway of one's own signs (time, path, body; five minutes old at most); Aliyun and Tencent Cloud sign nothing and
are known by the key in the address that they were given.
"""

import json
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from crm.outbox.channels.signing import SIGNATURE, TIME, is_signed
from crm.outbox.rules.provider_posts import PROVIDERS, answers, reports
from crm.outbox.services import receipts as receipts_service
from crm.outbox.services import replies as replies_service

MOST_BYTES = 512 * 1024
#: What each provider wants to read when it need not come again.
THANKS: dict[str, dict[str, object]] = {
    "aliyun": {"code": 0, "msg": "成功"},
    "tencent": {"result": 0, "errmsg": "OK"},
}


@csrf_exempt
@login_not_required
@sensitive_post_parameters()
@require_POST
def receipts(request: HttpRequest, provider: str) -> HttpResponse:
    return _taken(request, provider, lambda told, at: receipts_service.take(provider, reports(provider, told), at=at))


@csrf_exempt
@login_not_required
@sensitive_post_parameters()
@require_POST
def replies(request: HttpRequest, provider: str) -> HttpResponse:
    return _taken(request, provider, lambda told, at: replies_service.take(provider, answers(provider, told), at=at))


def _taken(request: HttpRequest, provider: str, take: Callable[[object, datetime], int]) -> HttpResponse:
    at = timezone.now()
    if int(request.headers.get("Content-Length") or 0) > MOST_BYTES:
        return JsonResponse({"code": "too_long"}, status=413)
    if provider not in PROVIDERS or not _is_theirs(request, provider, at):
        return JsonResponse({"code": "not_proved"}, status=401)
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return JsonResponse({"code": "unreadable"}, status=400)
    new = take(told, at)
    return JsonResponse(THANKS.get(provider, {"new": new}))


def _is_theirs(request: HttpRequest, provider: str, at: datetime) -> bool:
    if provider != "gateway":
        key = settings.OUTBOX_POST_KEY
        return bool(key) and constant_time_compare(request.GET.get("key", ""), key)
    return is_signed(
        settings.OUTBOX_GATEWAY_KEY,
        time=request.headers.get(TIME, ""),
        given=request.headers.get(SIGNATURE, ""),
        path=request.path,
        body=request.body,
        now=at.timestamp(),
    )

"""The public form: who wants to send with us asks to be called. No login, no script, no riddle.

Whoever sends it hears the same: a stranger, a lead, a customer, and who has asked too often with one number. Nothing
of it stands in an address or in a log.
"""

import time

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from crm.shared.addresses import address_of
from crm.shared.counting import within
from customers.forms.join import JoinForm, stamp
from customers.services.joining import ask

HOUR, DAY = 3600, 24 * 3600
#: An office or a fair sends from one address; one person has no reason to send one number again and again.
BY_ADDRESS = ((20, HOUR), (100, DAY))
BY_PHONE = ((3, DAY),)


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def form(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        event = request.GET.get("event", "")
        known = event if event.isascii() and event.isdigit() and len(event) < 10 else ""
        return _shown(request, JoinForm(initial={"shown": stamp(), "event": known}))
    sent, now = JoinForm(request.POST), time.time()
    if not _admitted("address", address_of(request), BY_ADDRESS, now=now):
        return _shown(request, sent, refusal=_("Too many requests came from here. Try again in an hour."), status=429)
    if sent.data.get("website"):
        return redirect("join:thanks")
    if not sent.is_valid():
        return _shown(request, _again(sent, now), status=422)
    if sent.hurried(now):
        return _shown(
            request, _again(sent, now), refusal=_("Please look through it and send it once more."), status=422
        )
    if _admitted("phone", sent.cleaned_data["phone"], BY_PHONE, now=now):
        at = timezone.now()
        ask(sent.wish(at=at), at=at)
    return redirect("join:thanks")


@login_not_required
@never_cache
@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "customers/join_thanks.html", {"title": _("We will call you")})


def _shown(request: HttpRequest, form: JoinForm, *, refusal: str = "", status: int = 200) -> HttpResponse:
    context = {"title": _("Send with us"), "form": form, "refusal": refusal}
    return render(request, "customers/join.html", context, status=status)


def _again(sent: JoinForm, now: float) -> JoinForm:
    """What was typed stays, and so does when it was shown; what says nothing of it begins anew."""
    if sent.age(now) is None:
        sent.data = sent.data.copy()
        sent.data["shown"] = stamp(now)
    return sent


def _admitted(kind: str, told: str, limits: tuple[tuple[int, int], ...], *, now: float) -> bool:
    digest = salted_hmac("customers.join", told).hexdigest()[:32]
    return all(within(f"join:{kind}:{digest}:{span}", allowed=allowed, span=span, now=now) for allowed, span in limits)

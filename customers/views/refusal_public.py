"""The refusal page: looking records nothing, sending does. No login, no script, no cookie.

Mail programs and virus scanners open links before any person does, and mail programs may post here for their reader
(one-click unsubscription): the link itself is the permission, so that no form's token is asked for.
"""

import time

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from crm.shared.addresses import address_of
from crm.shared.counting import within
from customers.models import Customer
from customers.services.refusals import refuse as keep
from customers.services.refusals import refusing

HOUR = 3600
#: Whole offices and mail programs come from one address.
BY_ADDRESS = 120


@login_not_required
@never_cache
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    if not _admitted(address_of(request)):
        return _page(request, state="many", status=429)
    asked = refusing(token)
    if asked is None:
        return _page(request, state="unknown", status=404)
    done = request.method == "POST" or asked.customer.state == Customer.State.ANONYMOUS
    if request.method == "POST":
        keep(asked, token=token, at=timezone.now())
    return _page(request, state="done" if done else "asked", asked=asked)


def _page(request: HttpRequest, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "customers/refusal.html", {"title": _("Messages from us"), **context}, status=status)


def _admitted(address: str) -> bool:
    """What is counted holds nothing personal."""
    name = salted_hmac("customers.refusal_public", address).hexdigest()[:32]
    return within(f"refuse:{name}", allowed=BY_ADDRESS, span=HOUR, now=time.time())

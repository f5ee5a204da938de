"""What every answer of a page owes its visitor, and what a call of the API need not go through."""

from collections.abc import Callable
from functools import cached_property
from urllib.parse import urlsplit

from csp.middleware import HEADER, CSPMiddleware
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect

API = "/api/"


class PagesEndMiddleware:
    """Where calls of the API, sent ahead by `PagesBeginMiddleware`, and pages meet again."""

    newest: "PagesEndMiddleware"

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        PagesEndMiddleware.newest = self

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class PagesBeginMiddleware:
    """The middleware from here to `PagesEndMiddleware` is for pages alone.

    A call of the API has its key: no session, no cookie, nobody logged in. Django builds the chain from its end, so
    the end that belongs to this beginning is the newest.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.pages, self.end = get_response, PagesEndMiddleware.newest

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(API):
            return self.pages(request)
        request.user = AnonymousUser()
        return self.end(request)


class SecurityPolicyMiddleware(CSPMiddleware):
    """The content security policy; put together once for all answers that change nothing of it."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if any(name.startswith("_csp") for name in (*vars(request), *vars(response))):
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._usual)
        return response

    @cached_property
    def _usual(self) -> str:
        return super().process_response(HttpRequest(), HttpResponse())[HEADER]


class PrivatePagesMiddleware:
    """Pages of people who are logged in are for their eyes only: neither the browser nor a proxy keeps them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response["Cache-Control"] = "private, no-store"
        return response


class WholePageLoginMiddleware:
    """Who is logged out meanwhile gets the login page as a page, not inside the part that htmx asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.htmx:
            return response
        login = resolve_url(settings.LOGIN_URL)
        if urlsplit(response.get("Location", "")).path != login:
            return response
        page = urlsplit(request.headers.get("HX-Current-URL", "/"))
        asked = f"{page.path}?{page.query}" if page.query else page.path
        return HttpResponseClientRedirect(redirect_to_login(asked, login).url)


class PageMethodsMiddleware:
    """Pages are looked at or posted to; every other method is the API's alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in {"GET", "HEAD", "POST"} and not request.path.startswith(API):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        return self.get_response(request)

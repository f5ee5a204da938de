"""HTML as PDF, where this machine can: WeasyPrint with Pango and a Chinese font are optional at install."""

from functools import cache
from importlib import import_module
from types import ModuleType

from django.contrib.staticfiles import finders
from django.http import Http404

PDF = "application/pdf"


@cache
def _maker() -> ModuleType | None:
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):  # the package, or the libraries that it loads
        return None


def can_make_pdf() -> bool:
    return _maker() is not None


def pdf_of(html: str) -> bytes:
    """A page that needs nothing but itself: what it names elsewhere is not fetched.

    raises   Http404 where PDF cannot be made
    """
    if (maker := _maker()) is None:
        raise Http404
    look = maker.CSS(filename=finders.find("crm/css/paper.css"))
    return maker.HTML(string=html, url_fetcher=_nothing).write_pdf(stylesheets=[look])


def _nothing(url: str, *_args: object, **_options: object) -> None:
    raise ValueError(f"a paper fetches nothing, not {url}")

"""Boxes that higher apps hang on lower apps' pages.

A customer page cannot import complaints; complaints hangs its own box there instead.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string


@dataclass(frozen=True, slots=True)
class Panel:
    template: str
    context: Callable[[Any, Any], Mapping[str, Any]]  # (subject, user) -> template context
    order: int = 50


_hung: dict[str, list[Panel]] = defaultdict(list)


def hang(page: str, panel: Panel) -> None:
    """Called once per panel, from the higher app's AppConfig.ready()."""
    _hung[page].append(panel)
    _hung[page].sort(key=lambda p: p.order)


def panels(page: str, subject: Any, user: Any) -> list[str]:
    """The page's boxes, rendered, in order."""
    return [render_to_string(p.template, dict(p.context(subject, user))) for p in _hung[page]]

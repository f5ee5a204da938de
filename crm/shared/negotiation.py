"""What an answer of the API is written in."""

from collections.abc import Sequence
from typing import Any

from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class FirstIfTaken(DefaultContentNegotiation):
    """DRF's choice, which weighs renderers only for who does not take the first one anyway."""

    def select_renderer(
        self, request: Request, renderers: Sequence[BaseRenderer], format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        first = renderers[0]
        if format_suffix or request.META.get("HTTP_ACCEPT", "*/*") not in {"*/*", first.media_type}:
            chosen: Any = super().select_renderer(request, renderers, format_suffix)
            return chosen
        return first, first.media_type

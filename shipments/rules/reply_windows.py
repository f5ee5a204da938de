"""How long an outlet may reply to a fine notice or appeal (回复时间), by the category of the notice.

Pure.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReplyWindow:
    category: str
    hours: int


REPLY_WINDOWS = tuple(ReplyWindow(category, 72) for category in ("arrival", "sign", "problem", "spot", "weight"))

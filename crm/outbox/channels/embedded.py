"""The default: messages are written to a file below the data directory and can reach nobody.

One file a day of the network, one line of JSON a message.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from crm.outbox.channels.base import Accepted, Letter, Outcome


@dataclass(frozen=True, slots=True)
class Embedded:
    channel: str
    name: str = "embedded"
    together: int = 100

    def hand_over(self, letters: Sequence[Letter]) -> Sequence[Outcome]:
        lines = "".join([self._line(letter) for letter in letters])
        file = os.open(path_of(str(timezone.localdate())), os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        try:
            os.write(file, lines.encode())
        finally:
            os.close(file)
        return [Accepted(letter.reference.hex) for letter in letters]

    def _line(self, letter: Letter) -> str:
        written = {"channel": self.channel, "id": letter.reference.hex, "to": letter.address, "title": letter.title}
        return json.dumps({**written, "text": letter.text}, ensure_ascii=False) + "\n"


def path_of(day: str) -> Path:
    """The day's file, in a folder that is there."""
    folder = Path(settings.OUTBOX_FOLDER)
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{day}.jsonl"

"""Who is told what became of a message: whoever has ordered it, by the beginning of its key.

Told in the transaction that writes the state, so that both are true or neither.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime

#: callback(keys, state, at); state is accepted, skipped, dead or delivered.
Callback = Callable[[list[str], str, datetime], None]

_followers: dict[str, Callback] = {}


def follow(prefix: str, callback: Callback) -> None:
    """Called once per prefix (`thanks:`) from the `AppConfig.ready()` of the app whose keys begin so."""
    _followers[prefix] = callback


def tell(news: Iterable[tuple[str, str]], at: datetime) -> None:
    """Hand (key, state) pairs to who follows them, one call per prefix and state."""
    told: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key, state in news:
        if (prefix := key.partition(":")[0] + ":") in _followers:
            told[prefix, state].append(key)
    for (prefix, state), keys in told.items():
        _followers[prefix](keys, state, at)

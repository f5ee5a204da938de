"""Sentences that machines write into a row, kept as msgid and arguments: whoever reads them reads them in his language.

task.title = kept(gettext_noop("Not content: %(note)s"), limit=200, note=note)   # as the row keeps it
told(task.title)                                                                # as a page says it
"""

import json

from django.utils.translation import gettext


def kept(msgid: str, *, limit: int = 0, **arguments: object) -> str:
    """
    limit    characters of the column (0: none); the longest argument is cut until all fits
    """
    words = {name: str(value) for name, value in arguments.items()}
    while True:
        text = json.dumps([msgid, words], ensure_ascii=False)
        if not limit or len(text) <= limit or not any(words.values()):
            return text
        longest = max(words, key=lambda name: len(words[name]))
        words[longest] = words[longest][: -max(2, (len(text) - limit) // 2)]


def told(text: str) -> str:
    """The sentence in the reader's language; what a person wrote, as it stands."""
    if not text.startswith('["'):
        return text
    try:
        msgid, words = json.loads(text)
        return gettext(msgid) % words
    except (ValueError, TypeError, KeyError):
        return text

"""What a customer is found by: a file cut into terms, and typed text into the terms that it asks for.

Pure. A term is a letter, a colon and a short text; a file that has all terms of one alternative is found.

    n:张伟    two neighbouring characters of a name     i:zw i:zwm  two or three neighbouring initials of a name
    y:zhang   a syllable of a name                      a:虎门      two neighbouring characters of an address
    t:1234    the last four digits of a telephone       p:…         its digits, of a landline without area code too
    c:…       a code                                    o:12        the outlet that keeps the file

Beside them stand the keys of `customers.rules.duplicates`, of two letters each.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

LONGEST_TYPED = 64
TAIL = 4
#: Readings of one typed word that are tried; "xian" is 先 and 西安.
READINGS = 4
_NOT_SAID = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"[\d\s()+-]+")
_AREA = re.compile(r"0(?:10|2\d|[3-9]\d{2})(?=\d{7,8}$)")
_INITIAL = "(?:zh|ch|sh|[bpmfdtnlgkhjqxzcsryw])"
_OPEN = "a(?:i|o|n|ng)?|e(?:i|n|ng|r)?|o(?:u|ng)?"
_SYLLABLE = re.compile(
    f"{_INITIAL}(?:i(?:a|ao|an|ang|e|n|ng|ong|u)?|u(?:a|ai|an|ang|e|i|n|o)?|ve?|{_OPEN})|(?:{_OPEN})"
)
_BEGUN = re.compile(_INITIAL)
LONGEST_SYLLABLE = 6

Terms = frozenset[str]
#: Each of them is enough.
Alternatives = tuple[Terms, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name and how its characters are read, one lower-case word each."""

    text: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sought:
    """A file, as far as it is looked for: the names and telephones of its contacts too."""

    outlet_id: int
    code: str
    names: Sequence[Name]
    phones: Sequence[str]
    address: str


def terms_of(file: Sought) -> Terms:
    terms = {outlet_term(file.outlet_id)}
    if file.code:
        terms.add(f"c:{plain(file.code)}")
    for name in file.names:
        terms.update(_of_name(name))
    for phone in file.phones:
        terms.update(_of_phone(phone))
    terms.update(_tagged_runs("a", plain(file.address), 2))
    return frozenset(terms)


def outlet_term(outlet_id: int) -> str:
    return f"o:{outlet_id}"


def meanings(typed: str) -> list[Alternatives]:
    """What each word of a typed text may mean; a file is found that answers every word.

    Empty when nothing can be looked for: one character would find half the network.
    """
    text = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).lower().replace("\x00", "").strip()
    if _DIGITS.fullmatch(text):
        return [found] if (found := _of_digits(text)) else []
    return [found for word in text.split() if (found := _of_word(word))]


def is_telephone(typed: str) -> bool:
    """Whether it is as long as a whole number, which stands in no address and whose search is noted."""
    text = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED])
    return bool(_DIGITS.fullmatch(text.strip())) and len(_digits(text)) >= 7


def plain(text: str) -> str:
    """Without blanks and marks, full-width letters made narrow: 东海（虎门） → 东海虎门."""
    return _NOT_SAID.sub("", unicodedata.normalize("NFKC", text).lower())


def _of_name(name: Name) -> list[str]:
    initials = "".join([word if word.isdigit() else word[0] for word in name.words])
    return [
        *_tagged_runs("n", plain(name.text), 2),
        *_tagged_runs("i", initials, 2),
        *_tagged_runs("i", initials, 3),
        *[f"y:{word}" for word in name.words if len(word) <= LONGEST_SYLLABLE],
    ]


def _of_phone(phone: str) -> list[str]:
    digits = _digits(_number(phone)) if phone else ""
    return [f"t:{digits[-TAIL:]}", f"p:{digits}", f"p:{_AREA.sub('', digits)}"] if digits else []


def _of_digits(text: str) -> Alternatives:
    digits = _digits(_number(text))
    if len(digits) < 2:
        return ()
    if len(digits) == TAIL:
        return (frozenset({f"t:{digits}"}), frozenset({f"c:{digits}"}))
    if len(digits) > TAIL:
        return (frozenset({f"p:{digits}"}), frozenset({f"c:{plain(text)}"}))
    return (frozenset(_tagged("n", _runs(digits, 2))), frozenset({f"c:{digits}"}))


def _of_word(word: str) -> Alternatives:
    text = plain(word)
    if len(text) < 2:
        return ()
    pairs = frozenset(_tagged("n", _runs(text, 2)))
    if not text.isascii():
        return (pairs, frozenset(_tagged("a", _runs(text, 2))))
    spoken = [frozenset(_spoken(parts)) for parts in _parsed(text)] if text.isalpha() else []
    return (*dict.fromkeys([frozenset(_initials(text)), *spoken, pairs, frozenset({f"c:{text}"})]),)


def _spoken(parts: Sequence[str]) -> Iterator[str]:
    """zhang, wei → y:zhang, y:wei, i:zw; zhang, w → y:zhang, i:zw."""
    yield from (f"y:{part}" for part in parts if _SYLLABLE.fullmatch(part))
    if len(parts) > 1:
        yield from _initials("".join(part[0] for part in parts))


def _initials(letters: str) -> Iterator[str]:
    return _tagged("i", _runs(letters, min(3, len(letters))))


def _parsed(letters: str) -> list[list[str]]:
    """The letters cut into syllables, or initials where only those were typed; the longest first."""
    found: list[list[str]] = []

    def walk(rest: str, parts: list[str]) -> None:
        if len(found) == READINGS:
            return
        if not rest:
            found.append(parts)
            return
        for end in range(min(LONGEST_SYLLABLE, len(rest)), 0, -1):
            if _SYLLABLE.fullmatch(rest[:end]) or _BEGUN.fullmatch(rest[:end]):
                walk(rest[end:], [*parts, rest[:end]])

    walk(letters, [])
    return found


def _runs(text: str, length: int) -> Iterator[str]:
    return (text[start : start + length] for start in range(len(text) - length + 1))


def _tagged(tag: str, texts: Iterable[str]) -> Iterator[str]:
    return (f"{tag}:{text}" for text in texts)


def _tagged_runs(tag: str, text: str, length: int) -> list[str]:
    """The same as a list at once: a file has a hundred of them."""
    return [f"{tag}:{text[start : start + length]}" for start in range(len(text) - length + 1)]


def _digits(text: str) -> str:
    if text.isdigit():
        return text
    return "".join(filter(str.isdigit, text))


def _number(phone: str) -> str:
    """Without an extension and the country's own prefix."""
    if phone.isdigit() and not phone.startswith("0086"):
        return phone
    main = re.split(r"转|分机|ext|x|#", phone, maxsplit=1)[0].strip()
    main = re.sub(r"^(?:\+|00)86[\s-]*", "", main)
    found = re.fullmatch(r"(.{10,})-\d{1,6}", main)
    return found[1] if found else main

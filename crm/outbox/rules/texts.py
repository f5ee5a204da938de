"""A template's text with its variables filled in, or the reason why it must not go out. Pure."""

import re
from collections.abc import Collection, Mapping

_VARIABLE = re.compile(r"\{(\w+)\}")
#: What a program writes when it has nothing to say. Nobody is greeted as None.
_NOTHING = re.compile(r"\b(?:None|null|undefined|nan)\b", re.IGNORECASE)


class Unfit(ValueError):
    """A text that must not go out. The message names what is wrong with it."""


def variables_of(text: str) -> frozenset[str]:
    return frozenset(_VARIABLE.findall(text))


def fill(text: str, variables: Collection[str], values: Mapping[str, str]) -> str:
    """
    variables   that the template may use
    values      exactly those, none of them empty
    raises      Unfit when one is missing, too many or empty, or when braces or a None would be read by somebody
    """
    _refuse_unless(set(values) == set(variables), "values", set(values) ^ set(variables))
    _refuse_unless(variables_of(text) <= set(variables), "variables", variables_of(text) - set(variables))
    empty = {name for name, value in values.items() if not value.strip() or _NOTHING.fullmatch(value.strip())}
    _refuse_unless(not empty, "empty", empty)
    filled = _VARIABLE.sub(lambda found: values[found[1]].strip(), text)
    _refuse_unless(not set("{}") & set(filled) and "None" not in filled, "left over", {"{}", "None"})
    return filled


def _refuse_unless(fit: bool, what: str, names: Collection[str]) -> None:
    if not fit:
        raise Unfit(f"{what}: {', '.join(sorted(names))}")

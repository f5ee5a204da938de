"""Writing a call script: its steps one below the other, each with its sentences and the answers that lead on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from outlets.models import CallScript
from outlets.models.call_scripts import RESULT_LABELS
from outlets.rules.call_script import LONGEST, MOST_ANSWERS, MOST_STEPS, VARIABLES

#: Empty places to write in, below what is there.
NEW_STEPS, NEW_ANSWERS = 1, 1
RESULTS = [("", gettext_lazy("The call goes on")), *RESULT_LABELS.items()]


@dataclass(frozen=True, slots=True)
class StepFields:
    """The bound fields of one step; `answers` are triples: Chinese, English, next step."""

    place: int
    code: BoundField
    zh: BoundField
    en: BoundField
    result: BoundField
    answers: tuple[tuple[BoundField, BoundField, BoundField], ...]


class CallScriptForm(forms.Form):
    """`shape` says how many answers each step has room for, so that what comes back is read as it was shown."""

    note = forms.CharField(label=gettext_lazy("What has changed"), max_length=200, required=False)
    seen = forms.CharField(max_length=16, widget=forms.HiddenInput)
    shape = forms.CharField(max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None, *, script: CallScript, seen: str, **kwargs: Any) -> None:
        steps = script.steps
        shape = [min(len(step.get("answers", ())) + NEW_ANSWERS, MOST_ANSWERS) for step in steps] + [2] * NEW_STEPS
        shape = _shape(data.get("shape", "")) if data is not None else shape[:MOST_STEPS]
        initial = {"note": script.note, "seen": seen, "shape": ",".join(map(str, shape)), **_initial(steps)}
        super().__init__(data, initial=initial, **kwargs)
        self.rooms = shape
        for place, answers in enumerate(shape):
            self._add_step(place, answers)

    def _add_step(self, place: int, answers: int) -> None:
        name = f"s{place}"
        self.fields[f"{name}_code"] = _text(_("Name of the step"), 20)
        self.fields[f"{name}_zh"] = _text(_("Sentence in Chinese"), LONGEST, rows=2)
        self.fields[f"{name}_en"] = _text(_("Sentence in English"), LONGEST, rows=2)
        self.fields[f"{name}_result"] = forms.ChoiceField(label=_("The call ends"), choices=RESULTS, required=False)
        for number in range(answers):
            self.fields[f"{name}_a{number}_zh"] = _text(_("Answer in Chinese"), LONGEST)
            self.fields[f"{name}_a{number}_en"] = _text(_("Answer in English"), LONGEST)
            self.fields[f"{name}_a{number}_to"] = _text(_("leads to step"), 20)

    def steps(self) -> Iterator[StepFields]:
        for place, answers in enumerate(self.rooms):
            yield StepFields(
                place + 1,
                *(self[f"s{place}_{name}"] for name in ("code", "zh", "en", "result")),
                tuple(
                    tuple(self[f"s{place}_a{number}_{name}"] for name in ("zh", "en", "to"))  # type: ignore[misc]
                    for number in range(answers)
                ),
            )

    def to_data(self) -> list[dict[str, Any]]:
        """The script as it was written; emptied steps and answers are gone."""
        return [self._step(place) for place in self._kept()]

    def add_faults(self, faults: list[tuple[str, str]]) -> None:
        """Put each fault beside its field; `path` counts the kept steps and answers alone."""
        kept = self._kept()
        for path, words in faults:
            self.add_error(self._field(path, kept), words)

    def _step(self, place: int) -> dict[str, Any]:
        told = self.cleaned_data
        step = {name: told[f"s{place}_{name}"] for name in ("code", "zh", "en")}
        answers = [
            {name: told[f"s{place}_a{number}_{name}"] for name in ("zh", "en", "to")} for number in self._answers(place)
        ]
        result = told[f"s{place}_result"]
        return step | ({"answers": answers} if answers else {}) | ({"result": result} if result else {})

    def _kept(self) -> list[int]:
        told = self.cleaned_data
        texts = ("code", "zh", "en")
        return [p for p in range(len(self.rooms)) if any(told.get(f"s{p}_{name}") for name in texts)]

    def _answers(self, place: int) -> list[int]:
        told = self.cleaned_data
        names = ("zh", "en", "to")
        return [n for n in range(self.rooms[place]) if any(told.get(f"s{place}_a{n}_{name}") for name in names)]

    def _field(self, path: str, kept: list[int]) -> str | None:
        """steps[1].answers[0].to → the field that shows it; None for a fault of the whole."""
        parts = path.replace("]", "").replace("[", ".").split(".")
        if len(parts) < 2 or not parts[1].isdigit() or int(parts[1]) >= len(kept):
            return None
        place = kept[int(parts[1])]
        if len(parts) >= 5:
            number = self._answers(place)[int(parts[3])]
            return f"s{place}_a{number}_{parts[4]}"
        name = parts[2] if len(parts) == 3 and parts[2] in {"code", "zh", "en", "result"} else "code"
        return f"s{place}_{name}"


def _text(label: str, longest: int, *, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": str(rows)}) if rows else forms.TextInput(attrs={"autocomplete": "off"})
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)


def _shape(text: str) -> list[int]:
    """What the page sent back; nonsense makes no fields."""
    numbers = [int(part) if part.isdecimal() and len(part) < 3 else 0 for part in text.split(",")[:MOST_STEPS]]
    return [min(number, MOST_ANSWERS) for number in numbers]


def _initial(steps: list[dict[str, Any]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for place, step in enumerate(steps):
        found |= {f"s{place}_{name}": step.get(name, "") for name in ("code", "zh", "en", "result")}
        for number, answer in enumerate(step.get("answers", ())):
            found |= {f"s{place}_a{number}_{name}": answer.get(name, "") for name in ("zh", "en", "to")}
    return found


def variables() -> str:
    """All that a sentence may name, as it is written."""
    return "  ".join(f"{{{name}}}" for name in VARIABLES)

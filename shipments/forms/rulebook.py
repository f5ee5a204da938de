"""An edition of the rule book as one form: a field for every time, minute, amount and sentence, named by its path."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outlets.models.network import KIND_LABELS
from shipments.forms.performance_formula import NEW_VETOES, VETO_PARTS, MarkField, formula_fields, formula_sections
from shipments.models import RuleEdition
from shipments.models.trips import SHIFT_LABELS
from shipments.rules.deadline_rows import DeadlineRow
from shipments.rules.edition import DUTIES, Edition
from shipments.rules.terms import Goods, OutletKind
from shipments.rules.walltime import WallTime
from shipments.tables.rulebook import DUTY_LABELS, EXTENSION_LABELS, NOTICE_LABELS, wall_words, who_words

#: Empty lines for phrases to come.
NEW_PHRASES = 2
PHRASE_PARTS = ("phrase", "why_zh", "why_en", "better_zh", "better_en")
_STEP = re.compile(r"[.\[\]]+")
_FAULT_WORDS = {
    "must come before midday_from": _("Must be before the hour from which goods count as midday goods."),
    "names no deadline (by, within or with_delivery)": _(
        "Give a time or minutes: without either there is no deadline."
    ),
    "weights must make 100": _("The points of all lines must make 100."),
    "must differ from the target": _("All points and no points cannot be at the same value."),
    "must fall by `points` and end at 0": _("The points from which a grade counts must fall from grade to grade."),
}


class WallTimeField(forms.CharField):
    """A time of day on the outlet's wall: 09:30, 24:00, or +1 11:30 for the day after."""

    default_error_messages = {"no_time": _("Write a time such as 09:30, 24:00, or +1 11:30 for the next day.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"size": 8, "autocomplete": "off", "class": "figures"})
        super().__init__(max_length=11, widget=widget, **kwargs)

    def clean(self, value: Any) -> str | None:
        written = super().clean(value)
        if not written:
            return None
        try:
            return str(WallTime.of(written.replace("：", ":")))
        except ValueError as error:
            raise forms.ValidationError(self.error_messages["no_time"], code="no_time") from error


class YuanField(forms.DecimalField):
    """An amount; empty is no rate, and nothing is to be paid."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"step": "0.01", "inputmode": "decimal"})
        super().__init__(
            required=False, min_value=Decimal("0.01"), max_digits=8, decimal_places=2, widget=widget, **kwargs
        )

    def clean(self, value: Any) -> str | None:
        yuan = super().clean(value)
        return None if yuan is None else f"{yuan:.2f}"


class MinutesField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": 2880, **kwargs})


class WordsField(forms.CharField):
    """Single words apart by blanks or lines."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) else " ".join(value or ())

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value).split()))


def _plain_fields() -> dict[str, forms.Field]:
    return {
        "late_after": WallTimeField(
            label=_("A truck is late after"), help_text=_("This very minute is still in time.")
        ),
        "midday_from": WallTimeField(label=_("Goods count as midday goods from")),
        "extension_from": forms.ChoiceField(
            label=_("A late truck's delay counts"), choices=[(str(k), v) for k, v in EXTENSION_LABELS.items()]
        ),
        "cap_midday_at_20": forms.BooleanField(
            label=_("Midday goods are never due after 20:00"),
            required=False,
            help_text=_("Off: 2.5 hours count as written."),
        ),
        "estimated_unload_minutes": MinutesField(
            label=_("Minutes from the truck to an unloading that nobody reported"), min_value=0, max_value=1440
        ),
        "damage_within": MinutesField(label=_("Minutes from the arrival scan to the damage report"), max_value=1440),
        "overnight_until": WallTimeField(label=_("Goods of last evening's truck count as that evening's until")),
        "monitor_closes_at": WallTimeField(label=_("The monitor day closes at")),
        "phone_digits": MinutesField(label=_("Fewest digits of a telephone number"), max_value=20),
        "matter_letters": MinutesField(
            label=_("A banned phrase is the reason if no more letters stand beside it than"), min_value=0, max_value=50
        ),
        "weight_tolerance_grams": MinutesField(
            label=_("Weights may differ by so many grams"), min_value=0, max_value=10**5
        ),
        "weight_tolerance_percent": MarkField(
            label=_("Or by so many per cent of the declared weight"), help_text=_("The larger of the two counts.")
        ),
    }


class EditionForm(forms.Form):
    """Fields carry the paths of the edition's data ("delivery[0].by", "rates.DL1"), so that faults find them.

    What an edition is made of (which rules exist, whom a row concerns) is not for a form to change.
    """

    #: Lists whose lines come and go: what names a line, and what the line is called.
    LISTS = {
        "banned_phrases": ("phrase", _("Forbidden phrase “%(name)s”")),
        "performance.vetoes": ("rule", _("Quality veto by %(name)s")),
    }

    seen = forms.CharField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Why this edition: readers see it.")
    )

    @staticmethod
    def in_words(value: Any) -> str:
        try:
            return wall_words(WallTime.of(value))
        except (TypeError, ValueError):
            return str(value)

    def __init__(self, data: Any = None, *, edition: RuleEdition, seen: str) -> None:
        # In full: a draft made before a field was known says what the field's default is.
        self.book: dict[str, Any] = Edition.from_data(edition.data).to_data()
        super().__init__(data, initial={"seen": seen, "note": edition.note})
        for name, field in self._all_fields():
            self.fields[name] = field
            self.initial.setdefault(name, _value(self.book, name))

    def _all_fields(self) -> Iterable[tuple[str, forms.Field]]:
        yield from _plain_fields().items()
        for duty in DUTIES:
            for place, row in enumerate(self.book[duty]):
                yield from _row_fields(f"{duty}[{place}]", row)
        for code in self.book["rates"]:
            yield f"rates.{code}", YuanField(label=_("Rate of %(code)s") % {"code": code})
        for place, text in enumerate(self.book["texts"]):
            for part, words in (("zh", _("%(code)s in Chinese")), ("en", _("%(code)s in English"))):
                label = words % {"code": text["code"]}
                widget = forms.Textarea(attrs={"rows": 2})
                yield f"texts[{place}].{part}", forms.CharField(label=label, max_length=400, widget=widget)
        for category in self.book["reply_windows"]:
            label = NOTICE_LABELS[category]
            yield f"reply_windows.{category}", MinutesField(label=label, max_value=720)
        yield from formula_fields(self.book["performance"], self.book["rates"])
        for place in range(len(self.book["banned_phrases"]) + NEW_PHRASES):
            yield from _phrase_fields(place)
        yield "filler_words", WordsField(label=_("Words that add nothing to a reason"))
        yield "empty_answers", WordsField(label=_("Answers that name no contact and no matter"))

    def to_data(self) -> dict[str, Any]:
        """The edition's data with every field's value in its place."""
        data = deepcopy(self.book)
        lists = ("banned_phrases[", "performance.vetoes[")
        for name, _field in self._all_fields():
            if not name.startswith(lists):
                _put(data, name, self.cleaned_data[name])
        for duty in DUTIES:
            data[duty] = [{key: value for key, value in row.items() if value is not None} for row in data[duty]]
        data["banned_phrases"] = self._phrases()
        data["performance"]["vetoes"] = self._vetoes()
        return data

    def _vetoes(self) -> list[dict[str, str]]:
        told, lines = self.cleaned_data, len(self.book["performance"]["vetoes"]) + NEW_VETOES
        rows = [{part: told.get(f"performance.vetoes[{at}].{part}", "") for part in VETO_PARTS} for at in range(lines)]
        return [row for row in rows if row["rule"]]

    def _phrases(self) -> list[dict[str, str]]:
        lines = [
            {part: self.cleaned_data.get(f"banned_phrases[{place}].{part}", "") for part in PHRASE_PARTS}
            for place in range(len(self.book["banned_phrases"]) + NEW_PHRASES)
        ]
        return [line for line in lines if line["phrase"]]

    def clean(self) -> dict[str, Any]:
        """A phrase needs its why and its better sentence; a line without a phrase is a line taken away."""
        for place in range(len(self.book["banned_phrases"]) + NEW_PHRASES):
            if not self.cleaned_data.get(f"banned_phrases[{place}].phrase"):
                continue
            for part in PHRASE_PARTS[1:]:
                name = f"banned_phrases[{place}].{part}"
                if name not in self.errors and not self.cleaned_data.get(name):
                    self.add_error(name, _("Say it, so that the outlet learns how to write."))
        for place in range(len(self.book["performance"]["vetoes"]) + NEW_VETOES):
            rule, grade = (self.cleaned_data.get(f"performance.vetoes[{place}].{part}") for part in VETO_PARTS)
            if rule and not grade:
                self.add_error(f"performance.vetoes[{place}].grade", _("Say the best grade that is left."))
        return self.cleaned_data

    def sections(self) -> dict[str, Any]:
        """The bound fields as the page lays them out: tables by duty, amounts with their sentences, phrases by line."""
        return {
            "plain": [self[name] for name in _plain_fields()],
            "duties": [
                (DUTY_LABELS[duty], [self._row(duty, place) for place in range(len(self.book[duty]))])
                for duty in DUTIES
            ],
            "texts": [self._text(place, text["code"]) for place, text in enumerate(self.book["texts"])],
            "phrases": [
                [self[f"banned_phrases[{place}].{part}"] for part in PHRASE_PARTS]
                for place in range(len(self.book["banned_phrases"]) + NEW_PHRASES)
            ],
            "replies": [self[f"reply_windows.{category}"] for category in self.book["reply_windows"]],
            "formula": formula_sections(self, self.book["performance"]),
            "words": [self["filler_words"], self["empty_answers"]],
        }

    def _row(self, duty: str, place: int) -> dict[str, Any]:
        row, path = self.book[duty][place], f"{duty}[{place}]"
        fields = {part: self[f"{path}.{part}"] for part in _editable_parts(row)}
        return {"code": row["code"], "who": who_words(_deadline_row(row)), "fields": fields, "row": row}

    def _text(self, place: int, code: str) -> dict[str, Any]:
        rate = self[f"rates.{code}"] if code in self.book["rates"] else None
        return {"code": code, "zh": self[f"texts[{place}].zh"], "en": self[f"texts[{place}].en"], "rate": rate}

    def add_faults(self, faults: Iterable[tuple[str, str]]) -> None:
        """Put the book's own faults beside their fields, or on top where no field is to blame."""
        for path, words in faults:
            told = _FAULT_WORDS.get(words, words)
            for name in (path, f"{path}.by", f"{path}.within", f"{path}[0].weight", f"{path}[0].points"):
                if name in self.fields:
                    self.add_error(name, told)
                    break
            else:
                self.add_error(None, self._told(path, words))

    def _told(self, path: str, words: str) -> Any:
        if "must rise by `until`" in words:
            return _("%(duty)s: “received until” must rise from row to row.") % {"duty": DUTY_LABELS[path]}
        return f"{path}: {words}"


def _steps(path: str) -> list[str | int]:
    """ "delivery[0].by" as its keys and places."""
    return [int(step) if step.isdecimal() else step for step in _STEP.split(path) if step]


def _value(book: dict[str, Any], path: str) -> Any:
    """What the edition says at that path; None for lines that are still empty."""
    found: Any = book
    for step in _steps(path):
        found = found.get(step) if isinstance(step, str) else (found[step : step + 1] or [{}])[0]
    return found


def _put(book: dict[str, Any], path: str, value: Any) -> None:
    *steps, last = _steps(path)
    found: Any = book
    for step in steps:
        found = found[step]
    found[last] = value


def _deadline_row(row: Mapping[str, Any]) -> DeadlineRow:
    """Whom a row concerns; its times are the form's."""
    kinds = tuple(OutletKind(kind) for kind in row["outlet_kinds"])
    return DeadlineRow(row["code"], kinds, tuple(Goods(one) for one in row["goods"]))


def _editable_parts(row: Mapping[str, Any]) -> list[str]:
    """Time and minutes of every row; limits only where the row has them."""
    return ["by", "within", *(part for part in ("until", "review_after", "cap_at") if row.get(part) is not None)]


def _row_fields(path: str, row: Mapping[str, Any]) -> Iterable[tuple[str, forms.Field]]:
    words = {
        "by": _("%(code)s: due at"),
        "within": _("%(code)s: minutes after receipt"),
        "until": _("%(code)s: received until"),
        "review_after": _("%(code)s: a person judges what is received after"),
        "cap_at": _("%(code)s: never due after"),
    }
    for part in _editable_parts(row):
        kind = MinutesField if part == "within" else WallTimeField
        yield f"{path}.{part}", kind(label=words[part] % {"code": row["code"]}, required=part not in ("by", "within"))


def _phrase_fields(place: int) -> Iterable[tuple[str, forms.Field]]:
    labels = (_("Phrase"), _("Why (Chinese)"), _("Why (English)"), _("Better (Chinese)"), _("Better (English)"))
    for part, label in zip(PHRASE_PARTS, labels, strict=True):
        longest = 20 if part == "phrase" else 200
        yield f"banned_phrases[{place}].{part}", forms.CharField(label=label, max_length=longest, required=False)


class EditionChoice(forms.ModelChoiceField):
    def label_from_instance(self, edition: RuleEdition) -> str:
        if edition.published_at is None:
            return str(_("Edition %(number)s (draft)") % {"number": edition.number})
        return str(_("Edition %(number)s, from %(day)s") % {"number": edition.number, "day": edition.starts_on})


class PreviewForm(forms.Form):
    """What is asked of the rule book; the names are those of the API's preview."""

    outlet_kind = forms.ChoiceField(label=_("Outlet"), choices=[(str(k), v) for k, v in KIND_LABELS.items()])
    shift = forms.ChoiceField(label=_("Shift"), choices=[(str(k), v) for k, v in SHIFT_LABELS.items()])
    planned_at = forms.DateTimeField(label=_("Truck planned"), required=False)
    line_haul_arrived_at = forms.DateTimeField(label=_("Truck arrived"), required=False)
    received_at = forms.DateTimeField(label=_("Unloaded"), required=False)
    scanned_at = forms.DateTimeField(label=_("Arrival scanned"), required=False)
    edition = EditionChoice(
        label=_("Edition"), queryset=RuleEdition.objects.none(), to_field_name="number", empty_label=None
    )
    compare = EditionChoice(
        label=_("Compared with"),
        queryset=RuleEdition.objects.none(),
        to_field_name="number",
        required=False,
        empty_label="—",
    )

    def __init__(self, data: Mapping[str, Any], *, editions: Any) -> None:
        super().__init__(data)
        for name in ("planned_at", "line_haul_arrived_at", "received_at", "scanned_at"):
            attrs = {"type": "datetime-local", "step": "1"}
            self.fields[name].widget = forms.DateTimeInput(attrs=attrs, format="%Y-%m-%dT%H:%M:%S")
        for name in ("edition", "compare"):
            self.fields[name].queryset = editions

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if (
            not any(cleaned.get(name) for name in ("planned_at", "line_haul_arrived_at", "received_at"))
            and not self.errors
        ):
            raise forms.ValidationError(
                _("Give at least one of: truck planned, truck arrived, unloaded."), code="no_time"
            )
        return cleaned

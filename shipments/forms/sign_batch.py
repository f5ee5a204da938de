"""A batch of signatures: what holds for all rows, and the rows, typed as lines or sent by the grid."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from shipments.forms.signing import CONSENT_CHOICES, RELATION_CHOICES, RELATION_LABELS, InstantInput
from shipments.rules.numbers import clean_number
from shipments.rules.sign_lines import lines_in
from shipments.rules.signers import LONGEST_NAME, SIGNERS, SignEntry
from shipments.services.signing import LONGEST_BATCH, SignRow

ROW_FIELDS = ("number", "relation", "signer", "consent", "consent_at")
LONGEST_GRID = 100_000


def relation_words() -> dict[str, str]:
    """What may stand for a relation in a pasted line: its key, its code, its words in either language."""
    words = {signer.code: signer.code for signer in SIGNERS} | {s.key: s.code for s in SIGNERS if s.key}
    for language in ("zh-hans", "en"):
        with override(language):
            words |= {str(label).lower(): code for code, label in RELATION_LABELS.items()}
    return words | {"本人": "101", "家人": "116", "他人": "116", "驿站": "125", "前台": "114"}


def read_grid(text: str) -> list[dict[str, str]]:
    """Rows as the grid sends them, each with every one of ROW_FIELDS.

    raises   ValidationError when it is none, or too long
    """
    try:
        told = json.loads(text) if len(text) <= LONGEST_GRID else None
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, list) or not all(isinstance(row, dict) for row in told):
        raise forms.ValidationError(_("This page is out of date: reload it."))
    if len(told) > LONGEST_BATCH:
        raise forms.ValidationError(_("At most %(most)s rows at once.") % {"most": LONGEST_BATCH})
    rows = [{name: str(row.get(name) or "").replace("\0", "")[:200] for name in ROW_FIELDS} for row in told]
    return [row | {"number": clean_number(row["number"])[:40]} for row in rows]


class SignBatchForm(forms.Form):
    """`grid` is what scripts send, `numbers` what is typed without them; empty cells mean what holds for all."""

    batch = forms.UUIDField(widget=forms.HiddenInput)
    relation = forms.ChoiceField(label=gettext_lazy("Signed by"), choices=RELATION_CHOICES, initial="101")
    signer = forms.CharField(label=gettext_lazy("Signer's name"), max_length=LONGEST_NAME, required=False)
    consent = forms.ChoiceField(label=gettext_lazy("The receiver agreed"), choices=CONSENT_CHOICES, required=False)
    consent_at = forms.DateTimeField(label=gettext_lazy("Agreed at"), widget=InstantInput, required=False)
    numbers = forms.CharField(
        label=gettext_lazy("One waybill a line; signer and relation may follow, each after a tab"),
        widget=forms.Textarea({"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
        required=False,
        max_length=LONGEST_GRID,
        strip=False,
    )
    grid = forms.CharField(widget=forms.HiddenInput, required=False, max_length=LONGEST_GRID)

    @classmethod
    def empty(cls, *, at: datetime, numbers: Sequence[str] = ()) -> "SignBatchForm":
        moment = timezone.localtime(at).replace(second=0, microsecond=0)
        return cls(initial={"batch": uuid4(), "consent_at": moment, "numbers": "\n".join(numbers)})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if grid := cleaned.get("grid"):
            self.told = read_grid(grid)
        else:
            lines = lines_in(cleaned.get("numbers", "").replace("\0", ""), relations=relation_words())
            self.told = [
                {"number": line.number, "relation": line.relation, "signer": line.signer, "consent": ""}
                for line in lines
            ]
        if not self.told:
            raise forms.ValidationError(_("Paste or scan at least one number."))
        if len(self.told) > LONGEST_BATCH:
            raise forms.ValidationError(_("At most %(most)s rows at once.") % {"most": LONGEST_BATCH})
        return cleaned

    def rows(self) -> list[SignRow]:
        return [SignRow(row["number"], self._entry(row)) for row in self.told]

    def _entry(self, row: dict[str, str]) -> SignEntry:
        """A row that names a relation of its own has its own signer too."""
        all_ = self.cleaned_data
        consent_at = _instant(row.get("consent_at", "")) if row["consent"] else None
        return SignEntry(
            relation=row["relation"] or all_["relation"],
            signer=row["signer"] or ("" if row["relation"] else all_["signer"]),
            consent=row["consent"] or all_["consent"],
            consent_at=consent_at or all_["consent_at"],
        )


def _instant(text: str) -> datetime | None:
    try:
        told = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(told) if told and timezone.is_naive(told) else told


class SignDraftForm(forms.Form):
    """What the page sends while somebody types; nothing of it has to be right yet."""

    batch = forms.UUIDField()
    grid = forms.CharField(max_length=LONGEST_GRID)
    all = forms.JSONField(required=False)

    def clean_grid(self) -> list[dict[str, str]]:
        return read_grid(self.cleaned_data["grid"])

    def clean_all(self) -> dict[str, str]:
        told = self.cleaned_data["all"] or {}
        if not isinstance(told, dict):
            raise forms.ValidationError(_("This page is out of date: reload it."))
        return {name: str(told.get(name) or "")[:200].replace("\0", "") for name in ROW_FIELDS if name != "number"}


class SignPictureForm(forms.Form):
    """One picture of the batch; `numbers` are those it may belong to, when nobody has said which."""

    file = forms.FileField()
    number = forms.CharField(max_length=40, required=False)
    numbers = forms.JSONField(required=False)

    def clean_number(self) -> str:
        return clean_number(self.cleaned_data["number"])

    def clean_numbers(self) -> list[str]:
        told = self.cleaned_data["numbers"]
        return [clean_number(str(each)) for each in told[:LONGEST_BATCH]] if isinstance(told, list) else []

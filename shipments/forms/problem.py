"""Registering a problem piece: four elements, none of them empty talk. The rule is `rules/problem_remark.py`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from shipments.models import ProblemRecord
from shipments.rules.edition import Edition
from shipments.rules.evidence import FUTURE_TOLERANCE
from shipments.rules.problem_remark import Remark, RemarkKind, RemarkVerdict, remark_verdict

#: Element of the rule → field of the form.
FIELDS = {"time": "occurred_at", "contact": "contact", "matter": "matter", "phone": "phone"}
MISSING = {
    "time": gettext_lazy("Say when the problem arose."),
    "contact": gettext_lazy("Say who told you: a name, not “none” or “unknown”."),
    "phone": gettext_lazy("Give the phone number that was called or that called."),
    "matter": gettext_lazy("Say what happened: what was asked, what was answered, what was agreed."),
}


class ProblemForm(forms.Form):
    """`edition` and `numbers` of the waybill let the same rule judge here that judges what comes by API."""

    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        choices=ProblemRecord.Category.choices,
        initial=ProblemRecord.Category.DELIVERY,
        widget=forms.RadioSelect,
    )
    occurred_at = forms.DateTimeField(
        label=gettext_lazy("When did it happen?"),
        error_messages={"required": MISSING["time"]},
        help_text=gettext_lazy("The moment of the call or of standing at the door, not of this entry."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format="%Y-%m-%dT%H:%M"),
    )
    contact = forms.CharField(
        label=gettext_lazy("Who told you?"),
        max_length=60,
        error_messages={"required": MISSING["contact"]},
        help_text=gettext_lazy("For example: Ms Wang, the receiver; Mr Li, the guard"),
    )
    phone = forms.CharField(
        label=gettext_lazy("On which phone?"),
        max_length=30,
        error_messages={"required": MISSING["phone"]},
        help_text=gettext_lazy("For example: 0755-2600 0000, or the receiver's own number"),
    )
    matter = forms.CharField(
        label=gettext_lazy("What is the matter?"),
        max_length=500,
        error_messages={"required": MISSING["matter"]},
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=gettext_lazy("For example: called twice, no answer; a text was sent, next visit at 14:00"),
    )
    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        edition: Edition,
        numbers: Sequence[str],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.edition, self.numbers, self.at = edition, tuple(numbers), at
        self.verdict: RemarkVerdict | None = None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        occurred_at = cleaned.get("occurred_at")
        if occurred_at and occurred_at > self.at + FUTURE_TOLERANCE:
            self.add_error("occurred_at", _("This time lies in the future."))
        texts = {name: cleaned.get(name, "") for name in ("contact", "phone", "matter")}
        self.verdict = remark_verdict(self.edition, Remark(occurred_at, waybill_numbers=self.numbers, **texts))
        for element in self.verdict.missing:
            if FIELDS[element] not in self.errors:
                self.add_error(FIELDS[element], str(MISSING[element]))
        if self.verdict.kind is RemarkKind.IV2:
            self.add_error("matter", self._instead(self.verdict.phrases[0]))
        return cleaned

    def _instead(self, phrase: str) -> str:
        told = next(each for each in phrases_of(self.edition) if each["phrase"] == phrase)
        return _("“%(phrase)s” is no reason: %(why)s Better: %(better)s") % told

    def problem(self) -> dict[str, Any]:
        """As the scan's detail keeps it."""
        told = self.cleaned_data
        return {
            "category": told["category"],
            "occurred_at": timezone.localtime(told["occurred_at"]).isoformat(),
            "contact": told["contact"],
            "phone": told["phone"],
            "matter": told["matter"],
        }


def phrases_of(edition: Edition) -> list[dict[str, str]]:
    """The edition's banned phrases, with why and the better sentence in the reader's language."""
    tongue = "zh" if (get_language() or "").startswith("zh") else "en"
    return [
        {
            "phrase": each.phrase,
            "why": getattr(each, f"why_{tongue}"),
            "better": getattr(each, f"better_{tongue}"),
        }
        for each in edition.banned_phrases
    ]


def remark_rules(edition: Edition, numbers: Sequence[str]) -> dict[str, Any]:
    """What `remark.js` needs to judge as the server does."""
    return {
        "banned": phrases_of(edition),
        "filler": list(edition.filler_words),
        "empty": list(edition.empty_answers),
        "phoneDigits": edition.phone_digits,
        "matterLetters": edition.matter_letters,
        "numbers": list(numbers),
        "missing": {FIELDS[element]: str(text) for element, text in MISSING.items()},
        "instead": _("“%(phrase)s” is no reason: %(why)s Better: %(better)s"),
        "review": _("“%(phrase)s” alone would be refused; with the rest of your sentence a person will review it."),
    }

"""Registering a problem piece: four elements, none of them empty talk. The rule is `rules/problem_remark.py`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from crm.shared.masking import mask_name, mask_phone
from shipments.models import ProblemReason, ProblemRecord
from shipments.rules.edition import Edition
from shipments.rules.evidence import FUTURE_TOLERANCE
from shipments.rules.problem_reasons import BLANK
from shipments.rules.problem_remark import Remark, RemarkKind, RemarkVerdict, has_blank, remark_verdict

#: Element of the rule → field of the form.
FIELDS = {"time": "occurred_at", "contact": "contact", "matter": "matter", "phone": "phone"}
MISSING = {
    "time": gettext_lazy("Say when the problem arose."),
    "contact": gettext_lazy("Say who told you: a name, not “none” or “unknown”."),
    "phone": gettext_lazy("Give the phone number that was called or that called."),
    "matter": gettext_lazy("Say what happened: what was asked, what was answered, what was agreed."),
}
UNFILLED = gettext_lazy("Fill in every blank (___) of the sentence, or take it out.")
MOST_PICTURES = 6


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody on the waybill: the browser is told the masked name and number, and may answer with them."""

    label: str
    name: str
    phone: str

    @property
    def masked_name(self) -> str:
        return mask_name(self.name)

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone)


class PicturesInput(forms.ClearableFileInput):
    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PicturesField(forms.FileField):
    """Several files, or none."""

    widget = PicturesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = [super(PicturesField, self).clean(each, initial) for each in data or ()]
        if len(files) > MOST_PICTURES:
            raise forms.ValidationError(_("Send six pictures at most: choose those that prove it."), code="too_many")
        return files


class ProblemForm(forms.Form):
    """`edition` and `numbers` of the waybill let the same rule judge here that judges what comes by API.

    reasons   those offered, with the one a draft may have kept
    known     who stands on the waybill
    """

    category = forms.ChoiceField(
        label=gettext_lazy("Category"),
        choices=ProblemRecord.Category.choices,
        initial=ProblemRecord.Category.DELIVERY,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=24, required=False)
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
    pictures = PicturesField(
        label=gettext_lazy("Pictures"),
        required=False,
        widget=PicturesInput({"accept": "image/*"}),
        help_text=gettext_lazy(
            "Of the damage, the label, the door: up to six. They are made small before they travel."
        ),
    )
    event_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        edition: Edition,
        numbers: Sequence[str],
        reasons: Iterable[ProblemReason] = (),
        known: Iterable[Known] = (),
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, files, **kwargs)
        self.edition, self.numbers, self.at = edition, tuple(numbers), at
        self.reasons, self.known = {reason.code: reason for reason in reasons}, tuple(known)
        self.verdict: RemarkVerdict | None = None

    def clean_reason(self) -> str:
        code = self.cleaned_data["reason"]
        if code and code not in self.reasons:
            raise forms.ValidationError(_("This reason is not known any more: choose another one."), code="unknown")
        return code

    def clean_contact(self) -> str:
        told = self.cleaned_data["contact"].strip()
        return next((each.name for each in self.known if told and told == each.masked_name), told)

    def clean_phone(self) -> str:
        told = self.cleaned_data["phone"].strip()
        return next((each.phone for each in self.known if told and told == each.masked_phone), told)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        occurred_at = cleaned.get("occurred_at")
        if occurred_at and occurred_at > self.at + FUTURE_TOLERANCE:
            self.add_error("occurred_at", _("This time lies in the future."))
        texts = {name: cleaned.get(name, "") for name in ("contact", "phone", "matter")}
        self.verdict = remark_verdict(self.edition, Remark(occurred_at, waybill_numbers=self.numbers, **texts))
        for element in self.verdict.missing:
            if FIELDS[element] not in self.errors:
                unfilled = element == "matter" and has_blank(texts["matter"])
                self.add_error(FIELDS[element], str(UNFILLED if unfilled else MISSING[element]))
        reason = self.reasons.get(cleaned.get("reason", ""))
        if reason and cleaned.get("category") and reason.category != cleaned["category"]:
            self.add_error("reason", _("This reason belongs to another category: choose one of this category."))
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
            **({"reason": told["reason"]} if told["reason"] else {}),
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


def remark_rules(edition: Edition, numbers: Sequence[str], *, known: Iterable[Known] = ()) -> dict[str, Any]:
    """What `remark.js` needs to judge as the server does; of people on the waybill it learns masks only."""
    return {
        "banned": phrases_of(edition),
        "filler": list(edition.filler_words),
        "empty": list(edition.empty_answers),
        "phoneDigits": edition.phone_digits,
        "matterLetters": edition.matter_letters,
        "numbers": list(numbers),
        "known": [each.masked_phone for each in known],
        "blank": BLANK,
        "unfilled": str(UNFILLED),
        "missing": {FIELDS[element]: str(text) for element, text in MISSING.items()},
        "instead": _("“%(phrase)s” is no reason: %(why)s Better: %(better)s"),
        "review": _("“%(phrase)s” alone would be refused; with the rest of your sentence a person will review it."),
    }

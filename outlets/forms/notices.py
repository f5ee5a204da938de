from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from outlets.forms.documents import ROLES, OutletCodesField
from outlets.services.addressed import Audience
from outlets.services.notices import Cover, Question, Words


class NoticeVersionForm(forms.Form):
    """`seen`: the number of the version that stood beside the form."""

    text = forms.CharField(
        label=_("Text"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("# heading, - list, 1. list, **bold**, | table | with bars |"),
    )
    text_en = forms.CharField(
        label=_("Text in English"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    note = forms.CharField(label=_("What has changed"), max_length=200, required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(given["text"], given["text_en"], given.get("note", ""))


class NoticeForm(forms.Form):
    """Cover, audience and first version on one page."""

    title = forms.CharField(label=_("Title"), max_length=120)
    text = NoticeVersionForm.base_fields["text"]
    text_en = NoticeVersionForm.base_fields["text_en"]
    must_read = forms.BooleanField(
        label=_("Must be read"),
        required=False,
        help_text=_("Stands on top of every page of those addressed until they have read it. Only for few things."),
    )
    reply_by = forms.DateTimeField(
        label=_("To be read by"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    roles = forms.MultipleChoiceField(
        label=_("Who has to read it"),
        choices=ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice: for all roles."),
    )
    outlets = OutletCodesField(
        label=_("Only at these outlets"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Outlet codes, separated by commas. Empty: at all outlets."),
    )
    question = forms.CharField(
        label=_("Question to the reader"), required=False, max_length=200, help_text=_("Only for what is critical.")
    )
    answers = forms.CharField(
        label=_("Answers"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, the right one first; readers see them in alphabetical order."),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        lines = [line.strip() for line in given.get("answers", "").splitlines() if line.strip()]
        if (given.get("question") or lines) and (not given.get("question") or len(set(lines)) < max(2, len(lines))):
            self.add_error("answers", _("A question has a text and at least two different answers."))
        given["answers"] = lines
        return given

    def cover(self) -> Cover:
        given = self.cleaned_data
        asked = _question(given["question"], given["answers"]) if given["question"] else None
        return Cover(given["title"], given["must_read"], given["reply_by"], asked)

    def words(self) -> Words:
        return Words(self.cleaned_data["text"], self.cleaned_data["text_en"])

    def audience(self) -> Audience:
        return Audience(self.cleaned_data["outlets"], self.cleaned_data["roles"])


class NoticeReadForm(forms.Form):
    """What somebody says who has read it: which version was on the screen, and the answer if one is asked."""

    version = forms.IntegerField(min_value=1)
    answer = forms.IntegerField(min_value=0, required=False)


class RemindForm(forms.Form):
    """Without outlets: all of whose people some have not read it."""

    outlets = OutletCodesField(required=False, max_length=4000)


def _question(text: str, lines: list[str]) -> Question:
    shown = sorted(lines)
    return Question(text, tuple(shown), shown.index(lines[0]))

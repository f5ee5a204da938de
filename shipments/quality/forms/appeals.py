"""What the outlet says against a fine, and what headquarters decide."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shipments.quality.rules.appealing import Outcome
from shipments.quality.services.appeals import Grounds, Ruling
from shipments.quality.services.evidence_files import MOST_FILES

#: Something to tap: what outlets say most often. Its words become the grounds.
GROUNDS = (
    ("truck", gettext_lazy("The truck came or was unloaded late")),
    ("in_time", gettext_lazy("It was done in time: the record is wrong")),
    ("not_ours", gettext_lazy("Not ours: another outlet's piece or task")),
    ("outside", gettext_lazy("Storm, closed road or power cut")),
    ("device", gettext_lazy("The device or the network had failed")),
    ("other", gettext_lazy("Something else, as written below")),
)
OTHER = "other"
OUTCOMES = (
    (Outcome.SUSTAINED.value, gettext_lazy("Sustain: the fine stands")),
    (Outcome.REDUCED.value, gettext_lazy("Reduce: a part remains")),
    (Outcome.OVERTURNED.value, gettext_lazy("Overturn: nothing remains")),
)


class EvidenceInput(forms.FileInput):
    allow_multiple_selected = True

    def __init__(self) -> None:
        super().__init__({"accept": "image/*,.pdf,.xlsx,.docx", "multiple": True, "data-shrink": ""})


class EvidenceField(forms.FileField):
    """Cleans to a list of files."""

    widget = EvidenceInput

    def clean(self, data: Any, initial: Any = None) -> list[File]:
        if len(data or ()) > MOST_FILES:
            raise forms.ValidationError(_("At most %(most)s files go with an appeal.") % {"most": MOST_FILES})
        return [super(EvidenceField, self).clean(file, initial) for file in data or ()]


class AppealForm(forms.Form):
    """`instance`: the one that the writer had before the eyes."""

    ground = forms.ChoiceField(label=gettext_lazy("Why should it fall?"), choices=GROUNDS, widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("In your own words"),
        required=False,
        max_length=1800,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("What happened, when, and who can confirm it."),
    )
    files = EvidenceField(
        label=gettext_lazy("Pictures and papers"),
        required=False,
        help_text=gettext_lazy("At most five: JPG, PNG, WebP, PDF, XLSX or DOCX."),
    )
    instance = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2)

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.late = late
        if late:
            self.fields["text"].required = True
            self.fields["text"].help_text = _(
                "Also say why it comes late: headquarters decide first whether to hear it."
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("ground") == OTHER and not cleaned.get("text", "").strip():
            self.add_error("text", _("Say in a sentence what it is."))
        return cleaned

    def grounds(self) -> Grounds:
        told = self.cleaned_data
        chosen = "" if told["ground"] == OTHER else str(dict(GROUNDS)[told["ground"]])
        text = "\n".join(filter(None, (chosen, told["text"].strip())))
        return Grounds(text, told["files"], told["instance"])


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Reply"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "class": "reply__text"})
    )


class RulingForm(forms.Form):
    outcome = forms.ChoiceField(label=gettext_lazy("Outcome"), choices=OUTCOMES, widget=forms.RadioSelect)
    left = forms.DecimalField(
        label=gettext_lazy("Yuan that remain to be paid"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        help_text=gettext_lazy("For a reduction only: more than nothing, less than all."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Name the rule it rests on, and what of the evidence counted. Both sides read it."),
    )

    def __init__(self, *args: Any, rated: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not rated:
            del self.fields["left"]
            self.fields["outcome"].choices = [one for one in OUTCOMES if one[0] != Outcome.REDUCED.value]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("outcome") == Outcome.REDUCED.value and cleaned.get("left") is None and "left" in self.fields:
            self.add_error("left", _("Say what remains to be paid."))
        return cleaned

    def ruling(self) -> Ruling:
        told = self.cleaned_data
        return Ruling(told["outcome"], told["reason"], told.get("left"))


class LeaveForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Why it is heard although late, or why not."),
    )
    given = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)

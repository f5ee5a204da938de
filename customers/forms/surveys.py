"""How headquarters edit the questions of a survey and draw samples."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.shared.fields import LineField, PlainIntegerField
from customers.models import Survey
from customers.rules.survey_forms import (
    LONGEST_TEXT,
    MOST_CHOICES,
    MOST_QUESTIONS,
    Choice,
    Fault,
    Kind,
    Question,
    faults_of,
)
from customers.rules.survey_sampling import Stratum
from customers.services.survey_forms import Form
from customers.services.survey_rounds import MOST_ASKED, Wanted

KINDS = {
    Kind.STARS: _("Stars, 1 to 5"),
    Kind.NPS: _("Would recommend us, 0 to 10"),
    Kind.PAIR: _("How important, how content"),
    Kind.CHOICE: _("One of several"),
    Kind.COMPETITOR: _("Other network"),
    Kind.TEXT: _("In own words"),
}
FAULTS = {
    Fault.NO_QUESTION: _("A form needs a question."),
    Fault.TOO_MANY: _("Ten questions are the most that anybody answers."),
    Fault.CODE: _("Small letters, digits and underscores, a letter first."),
    Fault.CODE_TWICE: _("Another question has this code."),
    Fault.TEXT: _("Ask in both languages, in 200 characters at most."),
    Fault.CHOICES: _("Two to eight choices, each as: code | Chinese | English."),
    Fault.NO_FIGURE: _("Ask for stars or for a recommendation: else there is nothing to count."),
    Fault.ONE_ONLY: _("One question of this kind is enough: a second would not be counted."),
}
#: Beside which field a fault of one question stands.
FAULTY_FIELDS = {Fault.CODE: "code", Fault.CODE_TWICE: "code", Fault.CHOICES: "choices", Fault.ONE_ONLY: "kind"}
STRATA = {
    Stratum.A: _("A customers"),
    Stratum.B: _("B customers"),
    Stratum.C: _("C customers"),
    Stratum.LOST: _("Lost customers"),
}


class QuestionForm(forms.Form):
    """One question in the editor; an empty one is left out."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("", "—"), *KINDS.items()], required=False)
    code = LineField(label=_("Code"), max_length=30, required=False)
    zh = LineField(label=_("In Chinese"), max_length=LONGEST_TEXT, required=False)
    en = LineField(label=_("In English"), max_length=LONGEST_TEXT, required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Of one of several: a line each, code | Chinese | English."),
    )

    def question(self) -> Question | None:
        """None: nothing is asked here."""
        asked = self.cleaned_data
        if not (asked["kind"] and (asked["code"] or asked["zh"] or asked["en"])):
            return None
        kind = Kind(asked["kind"])
        choices = tuple(_choices(asked["choices"])) if kind is Kind.CHOICE else ()
        return Question(asked["code"], kind, {"zh": asked["zh"], "en": asked["en"]}, asked["required"], choices)


def _choices(text: str) -> Iterator[Choice]:
    for line in text.splitlines()[: MOST_CHOICES + 1]:
        if line.strip():
            code, zh, en = (*(part.strip() for part in line.split("|")), "", "", "")[:3]
            yield Choice(code, {"zh": zh, "en": en})


def _question_initial(question: Question) -> dict[str, Any]:
    lines = [" | ".join((one.code, one.text.get("zh", ""), one.text.get("en", ""))) for one in question.choices]
    text = {"zh": question.text.get("zh", ""), "en": question.text.get("en", "")}
    return {
        "kind": question.kind,
        "code": question.code,
        "required": question.required,
        "choices": "\n".join(lines),
        **text,
    }


QuestionForms = forms.formset_factory(
    QuestionForm, extra=0, min_num=MOST_QUESTIONS, max_num=MOST_QUESTIONS, absolute_max=MOST_QUESTIONS
)


class SurveyForm(forms.Form):
    """The whole editor: its head, and ten places for questions."""

    title_zh = LineField(label=_("Title in Chinese"), max_length=60)
    title_en = LineField(label=_("Title in English"), max_length=60)
    open_days = PlainIntegerField(label=_("Open for … days"), min_value=1, max_value=60)
    every_days = PlainIntegerField(
        label=_("One invitation in … days"),
        min_value=1,
        max_value=365,
        help_text=_("Whoever was asked by any survey within these days is left out."),
    )

    def __init__(self, data: Any = None, *, survey: Survey, questions: Sequence[Question]) -> None:
        initial = {
            "title_zh": survey.title.get("zh", ""),
            "title_en": survey.title.get("en", ""),
            "open_days": survey.open_days,
            "every_days": survey.every_days,
        }
        super().__init__(data, initial=initial)
        self.questions = QuestionForms(data, initial=[_question_initial(each) for each in questions], prefix="q")

    def is_valid(self) -> bool:
        if not all([super().is_valid(), self.questions.is_valid()]):
            return False
        places = [(form, question) for form in self.questions if (question := form.question()) is not None]
        for place, fault in faults_of([question for _form, question in places]):
            if place is None:
                self.add_error(None, FAULTS[fault])
            else:
                form = places[place][0]
                form.add_error(FAULTY_FIELDS.get(fault, "zh"), FAULTS[fault])
        self.told = [question for _form, question in places]
        return not self.errors and not any(form.errors for form in self.questions)

    def form(self) -> Form:
        head = self.cleaned_data
        title = {"zh": head["title_zh"], "en": head["title_en"]}
        return Form(title, self.told, head["open_days"], head["every_days"])


class RoundForm(forms.Form):
    """How many of each are asked. The seed is drawn unless one is given, so that nobody steers it."""

    name = LineField(label=_("Name of the sample"), max_length=80)
    seed = PlainIntegerField(
        label=_("Seed"),
        required=False,
        min_value=1,
        max_value=2**53,
        help_text=_("Left empty, one is drawn by lot. The same seed draws the same customers again."),
    )

    def __init__(self, *args: Any, populations: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stratum, label in STRATA.items():
            there = populations.get(stratum, 0)
            self.fields[f"size_{stratum}"] = PlainIntegerField(
                label=label,
                min_value=1,
                max_value=MOST_ASKED,
                initial=min(100, there) or 1,
                help_text=_("of %(there)s who can be asked") % {"there": f"{there:,}"},
            )

    def wanted(self, *, seed: int) -> Wanted:
        asked = self.cleaned_data
        sizes = {str(stratum): asked[f"size_{stratum}"] for stratum in STRATA}
        return Wanted(asked["name"], asked["seed"] or seed, sizes)

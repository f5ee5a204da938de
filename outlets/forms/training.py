from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import Role
from outlets.forms.network import CODE
from outlets.models import TrainingCourse
from outlets.services.training import Outcome, Session

RESULTS = (("", "—"), ("passed", _("Passed")), ("failed", _("Not passed")))


class CourseForm(forms.ModelForm):
    roles = forms.MultipleChoiceField(
        label=_("Meant for"), choices=Role.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    demanded_by = forms.MultipleChoiceField(
        label=_("Demanded by"),
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("These roles go only to who has passed it. Who plays one already is marked, and keeps it."),
    )

    class Meta:
        model = TrainingCourse
        fields = ("code", "name", "valid_months", "roles", "active")

    field_order = ("code", "name", "valid_months", "roles", "demanded_by", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].validators.append(CODE)
        self.fields["code"].disabled = bool(self.instance.pk)
        if self.instance.pk:
            self.initial["demanded_by"] = list(self.instance.demands.values_list("role", flat=True))


class ClassForm(forms.Form):
    """One class, and a line for each of these people; who has no result was not there."""

    course = forms.ModelChoiceField(
        label=_("Course"), queryset=TrainingCourse.objects.filter(active=True), empty_label=_("Choose")
    )
    held_on = forms.DateField(label=_("Held on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    trainer = forms.CharField(label=_("Trainer"), max_length=60)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = people
        for person in people:
            result = forms.ChoiceField(label=_("Result"), choices=RESULTS, required=False)
            score = forms.IntegerField(label=_("Score"), required=False, min_value=0, max_value=100)
            remark = forms.CharField(label=_("Remark"), required=False, max_length=200)
            for name, field in (("result", result), ("score", score), ("remark", remark)):
                field.widget.attrs["aria-label"] = f"{person}: {field.label}"
                self.fields[f"{name}_{person.pk}"] = field

    def head(self) -> list[Any]:
        return [self[name] for name in ("course", "held_on", "trainer")]

    def lines(self) -> Iterator[tuple[User, Any, Any, Any]]:
        for person in self.people:
            yield person, *(self[f"{name}_{person.pk}"] for name in ("result", "score", "remark"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for person in self.people:
            told = cleaned.get(f"score_{person.pk}") is not None or cleaned.get(f"remark_{person.pk}")
            if told and not cleaned.get(f"result_{person.pk}"):
                self.add_error(f"result_{person.pk}", _("Passed or not? Choose a result, or empty the line."))
        if not self.errors and not self.outcomes():
            raise forms.ValidationError(_("Choose a result for whoever was there."))
        return cleaned

    def session(self) -> Session:
        return Session(*(self.cleaned_data[name] for name in ("course", "held_on", "trainer")))

    def outcomes(self) -> list[Outcome]:
        given = self.cleaned_data
        return [
            Outcome(
                person,
                given[f"result_{person.pk}"] == "passed",
                given[f"score_{person.pk}"],
                given[f"remark_{person.pk}"],
            )
            for person in self.people
            if given.get(f"result_{person.pk}")
        ]

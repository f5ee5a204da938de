"""Surveys, answers, samples, visits and focus groups on pages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.figures import Badge, Share
from crm.shared.tables import Column, Table
from customers.models import FocusGroup, MysteryVisit, Survey, SurveyAnswer, SurveyRound
from customers.models.surveys import in_language
from customers.queries.survey_figures import Counted
from customers.rules.survey_figures import Corner, Figure
from customers.rules.survey_forms import LOW_CSAT, LOW_NPS, Kind, Part, Question, from_data
from customers.rules.survey_sampling import Stratum
from customers.tables.customers import shown_name

CORNERS = {
    Corner.ACT: Badge("overdue", gettext_lazy("Improve first")),
    Corner.KEEP: Badge("met", gettext_lazy("Keep it up")),
    Corner.LATER: Badge("soon", gettext_lazy("Improve later")),
    Corner.ENOUGH: Badge("open", gettext_lazy("Good enough")),
}
SHORTEST_COMMENT = 60


def stratum_badge(stratum: str) -> Badge:
    if stratum == Stratum.LOST:
        return Badge("void", _("Lost"))
    return Badge({"A": "met", "B": "open"}.get(stratum, "still"), stratum)


def survey_badge(survey: Survey) -> Badge:
    if survey.published_at is None:
        return Badge("review", _("Draft"))
    return Badge("still", _("Past")) if survey.retired_at else Badge("met", _("In force"))


def voice_badge(answer: SurveyAnswer) -> Badge:
    """The worse of stars and points, as a shape."""
    low = (answer.csat is not None and answer.csat <= LOW_CSAT) or (answer.nps is not None and answer.nps <= LOW_NPS)
    words = [f"{answer.csat} ★"] if answer.csat is not None else []
    words += [f"{answer.nps} / 10"] if answer.nps is not None else []
    middle = answer.csat == LOW_CSAT + 1 or (answer.csat is None and (answer.nps or 0) < 9)
    return Badge("late" if low else "still" if middle else "met", " · ".join(words) or "—")


@dataclass(frozen=True, slots=True)
class DrawnFigure:
    """A figure in words, and where it lies on a line of 100 %: low, value, high."""

    figure: Figure
    text: str
    range: str
    percents: tuple[str, str, str]


def drawn_share(figure: Figure) -> DrawnFigure | None:
    return _drawn(figure, "{:.1f}%", lambda value: value)


def drawn_nps(figure: Figure) -> DrawnFigure | None:
    return _drawn(figure, "{:+.1f}", lambda value: (value + 100) / 2)


def _drawn(figure: Figure, form: str, place: Any) -> DrawnFigure | None:
    if figure.value is None or figure.low is None or figure.high is None:
        return None
    values = (figure.low, figure.value, figure.high)
    low, value, high = (form.format(each) for each in values)
    at = tuple(f"{place(each):.1f}%" for each in values)
    return DrawnFigure(figure, value, f"{low} – {high}", (at[0], at[1], at[2]))


@dataclass(frozen=True, slots=True)
class FigureLine:
    """One outlet, tier or survey with its figures; `url` opens its answers."""

    label: Any
    counted: Counted
    url: str

    @property
    def csat(self) -> DrawnFigure | None:
        return drawn_share(self.counted.csat)

    @property
    def nps(self) -> DrawnFigure | None:
        return drawn_nps(self.counted.nps)


def said(answer: SurveyAnswer) -> Iterator[tuple[str, str]]:
    """Question and answer in the reader's language, in the order of the form."""
    for question in from_data(answer.survey.questions):
        if question.code in answer.answers:
            yield in_language(dict(question.text)), _in_words(question, answer.answers[question.code])


def _in_words(question: Question, value: Any) -> str:
    if question.kind is Kind.STARS:
        return "★" * value + "☆" * (5 - value)
    if question.kind is Kind.NPS:
        return f"{value} / 10"
    if question.kind is Kind.PAIR and isinstance(value, Mapping):
        words = {Part.IMPORTANCE: _("importance"), Part.SATISFACTION: _("satisfaction")}
        return " · ".join(f"{words[part]} {value[part]} / 5" for part in Part if part in value)
    if question.kind is Kind.CHOICE:
        return next((in_language(dict(one.text)) for one in question.choices if one.code == value), str(value))
    return str(value)


def _customer(answer: SurveyAnswer) -> str:
    return shown_name(answer.invitation.customer)


def _comment(answer: SurveyAnswer) -> str:
    text = answer.comment
    return text if len(text) <= SHORTEST_COMMENT else f"{text[:SHORTEST_COMMENT]}…"


def _called(answer: SurveyAnswer) -> Badge | None:
    if answer.task is None:
        return None
    return Badge("met", _("Has been called")) if answer.task.done_at else Badge("overdue", _("To be called"))


class AnswerTable(Table[SurveyAnswer]):
    columns = (
        Column(gettext_lazy("Customer"), "", show=_customer, link=True),
        Column(gettext_lazy("Rating"), "", show=voice_badge, cell="parts/_badge.html"),
        Column(gettext_lazy("Comment"), "", show=_comment),
        Column(gettext_lazy("Also ships with"), "competitor", quiet=True),
        Column(gettext_lazy("Survey"), "survey.get_kind_display", quiet=True),
        Column(gettext_lazy("Tier when asked"), "stratum", show=stratum_badge, cell="parts/_badge.html", quiet=True),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Answered"), "answered_at"),
        Column(gettext_lazy("Call"), "", show=_called, cell="parts/_badge.html"),
    )


def _survey_title(survey: Survey) -> str:
    return survey.words


def _questions(survey: Survey) -> int:
    return len(survey.questions)


class SurveyTable(Table[Survey]):
    columns = (
        Column(gettext_lazy("Form"), "", show=str, link=True),
        Column(gettext_lazy("Title"), "", show=_survey_title),
        Column(gettext_lazy("Questions asked"), "", show=_questions, numeric=True),
        Column(gettext_lazy("Published"), "published_at"),
        Column(gettext_lazy("State"), "", show=survey_badge, cell="parts/_badge.html"),
    )


def _answered(row: Any) -> Share:
    return Share(row.answered, row.asked)


def round_badge(row: SurveyRound, *, at: datetime | None = None) -> Badge:
    closes = getattr(row, "closes_at", None)
    open_ = closes is not None and closes > (at or timezone.now())
    return Badge("open", _("Still open")) if open_ else Badge("still", _("Has ended"))


class RoundTable(Table[SurveyRound]):
    """Rows have `asked`, `answered`, `closes_at`."""

    columns = (
        Column(gettext_lazy("Sample"), "name", link=True),
        Column(gettext_lazy("Form"), "survey", show=str, quiet=True),
        Column(gettext_lazy("Drawn"), "drawn_at"),
        Column(gettext_lazy("Invited"), "asked", numeric=True),
        Column(gettext_lazy("Answered"), "", show=_answered, cell="parts/_bar.html"),
        Column(gettext_lazy("State"), "", show=round_badge, cell="parts/_badge.html"),
    )


def mean_score(visit: MysteryVisit) -> str:
    scores = list(visit.scores.values())
    return f"{sum(scores) / len(scores):.1f} / 5" if scores else "—"


def visit_title(visit: MysteryVisit) -> str:
    return visit.on.isoformat()


class VisitTable(Table[MysteryVisit]):
    columns = (
        Column(gettext_lazy("Day"), "", show=visit_title, link=True),
        Column(gettext_lazy("Outlet"), "outlet.name"),
        Column(gettext_lazy("Mean score"), "", show=mean_score, numeric=True),
        Column(gettext_lazy("What was seen"), "findings"),
        Column(gettext_lazy("Noted by"), "by.name", quiet=True),
    )


def _tiers(group: FocusGroup) -> str:
    named = {Stratum.LOST: _("Lost")}
    counts = {stratum: group.strata.count(stratum) for stratum in Stratum}
    return " · ".join(f"{named.get(stratum, stratum)} {n}" for stratum, n in counts.items() if n)


class GroupTable(Table[FocusGroup]):
    columns = (
        Column(gettext_lazy("Topic"), "topic", link=True),
        Column(gettext_lazy("Day"), "on"),
        Column(gettext_lazy("At the table"), "", show=_tiers),
        Column(gettext_lazy("What follows"), "actions"),
        Column(gettext_lazy("Moderator"), "moderator", quiet=True),
    )

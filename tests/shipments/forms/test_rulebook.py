"""The edition as a form: unchanged it gives back the same edition, and each fault lands on its field."""

import pytest

from shipments.forms.rulebook import EditionForm, PreviewForm
from shipments.models import RuleEdition
from shipments.rules.edition import EDITION_1, Edition
from shipments.services.rulebook import FaultyEdition


@pytest.fixture
def edition():
    return RuleEdition(number=2, data=EDITION_1.to_data())


def posted(edition, **changes):
    """What a browser would send back, with some fields changed."""
    form = EditionForm(edition=edition, seen="x")
    fields = {bound.html_name: bound.value() for bound in form}
    return {name: value for name, value in {**fields, **changes}.items() if value not in (None, False)}


def filled(edition, **changes):
    return EditionForm(posted(edition, **changes), edition=edition, seen="x")


def test_an_untouched_form_gives_back_the_same_edition(edition):
    form = filled(edition)

    assert form.is_valid(), form.errors
    assert Edition.from_data(form.to_data()) == EDITION_1


def test_a_draft_made_before_a_field_was_known_shows_its_default(edition):
    for name in ("reply_windows", "performance", "weight_tolerance_grams", "weight_tolerance_percent"):
        del edition.data[name]
    del edition.data["rates"]["WT1"]

    form = filled(edition, **{"rates.WT1": "20"})

    assert form.is_valid(), form.errors
    assert form.to_data() == {**EDITION_1.to_data(), "number": 1} | {
        "rates": EDITION_1.to_data()["rates"] | {"WT1": "20.00"}
    }


def test_replies_weights_and_the_formula_reach_their_places(edition):
    form = filled(
        edition,
        **{
            "reply_windows.spot": "48",
            "weight_tolerance_percent": "2.5",
            "performance.lines[0].floor": "80",
            "performance.grades[0].points": "95",
            "performance.vetoes[0].rule": "",
            "performance.vetoes[1].rule": "IV2",
            "performance.vetoes[1].grade": "D",
            "performance.courier_minimum": "200",
        },
    )

    assert form.is_valid(), form.errors
    made = Edition.from_data(form.to_data())
    assert (made.reply_hours["spot"], str(made.weight_tolerance_percent)) == (48, "2.5")
    assert (str(made.performance.lines[0].floor), made.performance.grades[0].points) == ("80.0", 95)
    assert [(veto.rule, veto.grade) for veto in made.performance.vetoes] == [("IV2", "D")]
    assert made.performance.courier_minimum == 200


def test_values_reach_their_places(edition):
    form = filled(
        edition,
        **{
            "delivery[0].by": "12：00",
            "delivery[0].within": "90",
            "rates.SE1": "5",
            "rates.AS1": "",
            "banned_phrases[12].phrase": "忙",
            "banned_phrases[12].why_zh": "没有说明",
            "banned_phrases[12].why_en": "says nothing",
            "banned_phrases[12].better_zh": "写明原因",
            "banned_phrases[12].better_en": "give the reason",
            "banned_phrases[0].phrase": "",
            "cap_midday_at_20": "on",
        },
    )

    assert form.is_valid(), form.errors
    made = Edition.from_data(form.to_data())
    assert (str(made.delivery[0].by), made.delivery[0].within, made.cap_midday_at_20) == ("12:00", 90, True)
    rates = {rate.code: rate.yuan for rate in made.rates}
    assert (str(rates["SE1"]), rates["AS1"]) == ("5.00", None)
    phrases = [banned.phrase for banned in made.banned_phrases]
    assert (phrases[0], phrases[-1], len(phrases)) == ("派送中", "忙", len(EDITION_1.banned_phrases))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("late_after", "9:30"),
        ("delivery[0].by", "25:00"),
        ("delivery[0].within", "0"),
        ("rates.DL1", "-1"),
        ("rates.DL1", "0"),
        ("rates.DL1", "1.001"),
        ("phone_digits", "21"),
        ("texts[0].zh", ""),
        ("extension_from", "moon"),
        ("banned_phrases[1].why_en", ""),
        ("reply_windows.weight", "0"),
        ("performance.lines[0].target", "99.95"),
        ("performance.vetoes[0].grade", ""),
    ],
)
def test_a_wrong_value_is_marked_at_its_own_field(edition, field, value):
    assert list(filled(edition, **{field: value}).errors) == [field]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"late_after": "13:00"}, "late_after"),
        ({"delivery[0].by": ""}, "delivery[0].by"),
        ({"delivery[2].until": "21:00"}, "__all__"),
        ({"banned_phrases[1].phrase": "加班派"}, "__all__"),
        ({"performance.lines[0].weight": "21"}, "performance.lines[0].weight"),
        ({"performance.lines[1].floor": "98"}, "performance.lines[1].floor"),
        ({"performance.grades[1].points": "95"}, "performance.grades[0].points"),
    ],
)
def test_the_books_own_faults_come_back_to_the_form(edition, changes, field):
    form = filled(edition, **changes)
    assert form.is_valid(), form.errors

    with pytest.raises(ValueError) as error:
        Edition.from_data(form.to_data())
    form.add_faults(FaultyEdition(error.value).faults)

    assert list(form.errors) == [field]


def test_a_preview_needs_some_time_to_count_from(db):
    form = PreviewForm(
        {"outlet_kind": "same_day", "shift": "early", "edition": "1"}, editions=RuleEdition.objects.all()
    )

    assert form.non_field_errors().data[0].code == "no_time"

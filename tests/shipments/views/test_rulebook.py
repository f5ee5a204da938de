"""The rule book's pages: everybody reads, rule editors write, drafts are theirs alone."""

import pytest
from django.urls import reverse

from crm.accounts.roles import Role
from shipments.models import RuleEdition
from shipments.rules.edition import EDITION_1
from tests import make
from tests.shipments.forms.test_rulebook import posted

CASE = {"outlet_kind": "same_day", "shift": "early", "edition": "1", "line_haul_arrived_at": "2026-11-18T09:50"}


@pytest.fixture
def inspector(client):
    client.force_login(make.user(Role.INSPECTOR))
    return client


def draft_by(client) -> RuleEdition:
    client.post(reverse("shipments:rulebook_copy", args=[1]))
    return RuleEdition.objects.get(number=2)


def edited(client, draft, **changes):
    url = reverse("shipments:rulebook_edit", args=[draft.number])
    seen = client.get(url).context["form"]["seen"].value()
    return client.post(url, {**posted(draft), "seen": seen, **changes})


@pytest.mark.django_db
def test_everybody_reads_every_rule_with_its_source(client):
    client.force_login(make.user(Role.COURIER))

    page = client.get(reverse("shipments:rulebook_edition", args=[1])).text

    for text in EDITION_1.texts:
        assert f'id="rule-{text.code}"' in page
    assert EDITION_1.text("DL2").source in page


@pytest.mark.django_db
def test_an_edition_is_copied_changed_and_put_in_force_by_two(inspector):
    draft = draft_by(inspector)

    saved = edited(inspector, draft, **{"rates.SE1": "5"})
    proposed = inspector.post(reverse("shipments:rulebook_propose", args=[2]), {"starts_on": "2999-01-01"})
    by_oneself = inspector.get(reverse("shipments:rulebook_edition", args=[2])).context
    inspector.force_login(make.user(Role.INSPECTOR))
    shown = inspector.get(reverse("shipments:rulebook_edition", args=[2])).context
    inspector.post(reverse("shipments:rulebook_publish", args=[2]), {"seen": shown["seen"]})

    assert (saved.status_code, proposed.status_code) == (302, 302)
    assert (by_oneself["may_publish"], shown["may_publish"]) == (False, True)
    edition = RuleEdition.objects.get(number=2)
    assert (edition.data["rates"]["SE1"], edition.starts_on.year, edition.published_at is None) == ("5.00", 2999, False)
    assert inspector.get(reverse("shipments:rulebook_edit", args=[2])).status_code == 302


@pytest.mark.django_db
def test_a_fault_is_answered_beside_its_field(inspector):
    answer = edited(inspector, draft_by(inspector), late_after="half past nine")

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["late_after"]
    assert answer.text.count('class="errorlist"') == 1


@pytest.mark.django_db
def test_a_fault_of_the_whole_book_is_answered_too(inspector):
    answer = edited(inspector, draft_by(inspector), late_after="13:00")

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["late_after"])


@pytest.mark.django_db
def test_proposing_for_today_is_refused_and_nothing_changes(inspector):
    draft_by(inspector)

    inspector.post(reverse("shipments:rulebook_propose", args=[2]), {"starts_on": "2000-01-01"})
    inspector.post(reverse("shipments:rulebook_propose", args=[2]), {"starts_on": "soon"})

    assert not RuleEdition.objects.get(number=2).waiting


@pytest.mark.django_db
def test_a_proposal_is_taken_back(inspector):
    draft_by(inspector)
    inspector.post(reverse("shipments:rulebook_propose", args=[2]), {"starts_on": "2999-01-01"})

    inspector.post(reverse("shipments:rulebook_take_back", args=[2]))

    assert not RuleEdition.objects.get(number=2).waiting


@pytest.mark.django_db
def test_differences_to_the_edition_in_force_are_said_in_words(inspector):
    new = {f"banned_phrases[12].{part}": "忙" for part in ("phrase", "why_zh", "why_en", "better_zh", "better_en")}
    changes = {"delivery[1].by": "+1 09:00", "rates.DL1": "", "cap_midday_at_20": "on", "empty_answers": "无 忙"}
    edited(inspector, draft_by(inspector), **new, **changes, **{"extension_from": "schedule", "late_after": "09:40"})

    shown = inspector.get(reverse("shipments:rulebook_edition", args=[2]), headers={"accept-language": "en"}).context

    found = {one.label: (one.old, one.new) for one in shown["differences"]}
    assert found["DL2: due at"] == ("15:00", "next day 09:00")
    assert found["Rate of DL1"] == ("100.00", "")
    assert found["Midday goods are never due after 20:00"] == ("No", "Yes")
    assert found["A truck is late after"] == ("09:30", "09:40")
    assert found["A late truck's delay counts"][1] == "from the truck's schedule"
    assert found["Forbidden phrase “忙”"] == ("", "忙 · 忙 · 忙 · 忙")
    assert found["Answers that name no contact and no matter"][1] == "忙"
    assert len(found) == 7


@pytest.mark.django_db
def test_the_edition_in_force_is_not_compared_with_itself(inspector):
    assert not inspector.get(reverse("shipments:rulebook_edition", args=[1])).context["compared"]


@pytest.mark.django_db
def test_drafts_are_for_rule_editors(client):
    client.force_login(make.user(Role.INSPECTOR))
    draft_by(client)
    client.force_login(make.user(Role.EXECUTIVE))

    assert client.get(reverse("shipments:rulebook_edition", args=[2])).status_code == 404
    assert client.get(reverse("shipments:rulebook_edit", args=[2])).status_code == 403
    for name in ("copy", "propose", "take_back", "publish", "discard"):
        assert client.post(reverse(f"shipments:rulebook_{name}", args=[2])).status_code == 403


@pytest.mark.django_db
def test_a_thrown_away_draft_is_gone(inspector):
    draft_by(inspector)

    inspector.post(reverse("shipments:rulebook_discard", args=[2]))

    assert inspector.get(reverse("shipments:rulebook_edition", args=[2])).status_code == 404


@pytest.mark.django_db
def test_the_preview_names_every_deadline_and_its_rule(inspector):
    page = inspector.get(reverse("shipments:rulebook_preview"), {**CASE, "scanned_at": "2026-11-18T10:50:01"})

    answers = page.context["answers"]
    assert [answer.due.rule for answer in answers] == ["AS3", "DL2", "SE2", "PR6", "PR3", "PR1"]
    assert page.context["scanned_late"] is True


@pytest.mark.django_db
def test_the_preview_sets_two_editions_side_by_side(inspector):
    edited(inspector, draft_by(inspector), **{"delivery[1].by": "16:00"})

    page = inspector.get(reverse("shipments:rulebook_preview"), {**CASE, "compare": "2"})

    assert [answer.due.rule for answer in page.context["answers"] if answer.differs] == ["DL2", "PR6"]


@pytest.mark.django_db
def test_a_preview_without_a_case_shows_an_example(inspector):
    page = inspector.get(reverse("shipments:rulebook_preview"))

    assert (page.status_code, len(page.context["answers"])) == (200, 6)


@pytest.mark.django_db
def test_a_preview_of_nonsense_says_what_is_missing(inspector):
    page = inspector.get(reverse("shipments:rulebook_preview"), {**CASE, "line_haul_arrived_at": ""})

    assert (page.status_code, page.context.get("answers")) == (422, None)

import pytest
from django.test import Client

from crm.accounts.roles import Role
from outlets.models import CallScript
from outlets.services.call_scripts import copy_script
from tests import make

pytestmark = pytest.mark.django_db
SCRIPTS = "/outlets/scripts/"


def logged_in(role):
    client = Client(headers={"accept-language": "en"})
    client.force_login(make.user(role), backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def draft():
    return copy_script(make.call_script("delivery"), by=make.user(Role.CRG), at=make.NOON)


def filled(form):
    """The form as the browser would send it back."""
    return {name: form.get_initial_for_field(field, name) or "" for name, field in form.fields.items()}


def test_everybody_reads_what_is_in_force_and_only_headquarters_the_draft(draft):
    page = logged_in(Role.SERVICE_CLERK).get(SCRIPTS).content.decode()

    assert "Incoming call" in page and "Version 1" in page
    assert "Version 2" not in page and "New draft" not in page
    assert "Draft" in logged_in(Role.CRG).get(SCRIPTS).content.decode()
    assert logged_in(Role.SERVICE_CLERK).get(f"{SCRIPTS}{draft.pk}/").status_code == 404
    shown = logged_in(Role.COURIER).get(f"{SCRIPTS}{make.call_script('delivery').pk}/").content.decode()
    assert "Hello, am I speaking to Mr or Ms Zhang?" in shown


def test_a_draft_is_edited_field_by_field_and_published(draft):
    client = logged_in(Role.CRG)
    edit = f"{SCRIPTS}{draft.pk}/edit/"
    told = filled(client.get(edit).context["form"])
    told |= {"note": "更短", "s0_en": "Good day, is that {title} {receiver}?"}
    last = len(draft.steps)
    told |= {f"s{last}_code": "busy", f"s{last}_zh": "好的，稍后再联系您。", f"s{last}_en": "We will call later."}
    told |= {f"s{last}_result": "reschedule", "s0_a3_zh": "在忙", "s0_a3_en": "I am busy", "s0_a3_to": "busy"}

    assert client.post(edit, told)["Location"] == f"{SCRIPTS}{draft.pk}/"

    draft.refresh_from_db()
    assert draft.steps[0]["en"] == "Good day, is that {title} {receiver}?"
    assert draft.steps[0]["answers"][-1] == {"zh": "在忙", "en": "I am busy", "to": "busy"}
    assert draft.steps[-1]["result"] == "reschedule"
    client.post(f"{SCRIPTS}{draft.pk}/publish/")
    assert CallScript.objects.in_force().get(occasion="delivery") == draft


def test_saving_what_was_shown_changes_nothing(draft):
    client = logged_in(Role.ADMINISTRATOR)
    edit = f"{SCRIPTS}{draft.pk}/edit/"

    client.post(edit, filled(client.get(edit).context["form"]))

    assert CallScript.objects.get(pk=draft.pk).steps == draft.steps


def test_faults_stand_beside_their_fields_and_what_was_typed_stays(draft):
    client = logged_in(Role.CRG)
    edit = f"{SCRIPTS}{draft.pk}/edit/"
    told = filled(client.get(edit).context["form"]) | {"s1_zh": "您好{phne}", "s0_a0_to": "nowhere"}

    response = client.post(edit, told)

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"s1_zh", "s0_a0_to"}
    assert "您好{phne}" in response.content.decode()
    assert CallScript.objects.get(pk=draft.pk).steps == draft.steps


@pytest.mark.parametrize("shape", ["", "x", "99,99", ",".join(["9"] * 500), "-1"])
def test_a_forged_shape_makes_no_flood_of_fields(draft, shape):
    client = logged_in(Role.CRG)

    response = client.post(f"{SCRIPTS}{draft.pk}/edit/", {"shape": shape[:200], "seen": "x"})

    assert response.status_code == 422
    assert len(response.context["form"].fields) <= 3 + 30 * (4 + 27)


def test_a_published_version_is_not_edited():
    script = make.call_script("thanks")

    assert logged_in(Role.CRG).get(f"{SCRIPTS}{script.pk}/edit/")["Location"] == f"{SCRIPTS}{script.pk}/"

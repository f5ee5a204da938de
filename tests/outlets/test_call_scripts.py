import pytest
from django.db import IntegrityError, transaction

from crm.accounts.roles import Role
from outlets.models import CallScript
from outlets.rules.call_script import Occasion, Script
from outlets.rules.call_script_texts import FIRST_SCRIPTS
from tests import make

pytestmark = pytest.mark.django_db


def test_every_occasion_is_in_force_from_the_start():
    found = {each.occasion: Script.from_data(each.steps) for each in CallScript.objects.in_force()}

    assert found == FIRST_SCRIPTS


def test_there_is_one_draft_an_occasion_and_outlets_do_not_see_it():
    draft = CallScript.objects.create(occasion=Occasion.DELAY, version=2, steps=[])

    with pytest.raises(IntegrityError, match="call_script_one_draft_per_occasion"), transaction.atomic():
        CallScript.objects.create(occasion=Occasion.DELAY, version=3, steps=[])
    assert draft not in CallScript.objects.visible_to(make.user(Role.SERVICE_CLERK))
    assert draft in CallScript.objects.visible_to(make.user(Role.CRG))
    assert draft not in CallScript.objects.in_force()

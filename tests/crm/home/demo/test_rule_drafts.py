"""The demo's draft of the rule book waits for a second person, tried on days before, and goes with the demo."""

import pytest
from django.test import Client

from crm.accounts.models import User
from crm.home.demo.loading import load
from crm.home.demo.removal import remove
from crm.home.demo.traffic import Size
from shipments.models import RuleEdition
from shipments.quality.models import Simulation
from tests.crm.home.demo.conftest import NOW

pytestmark = pytest.mark.django_db


def test_the_inspector_finds_a_draft_to_publish_and_what_it_would_change():
    load(Size(outlets=6, days=10, waybills=600), seed=3, at=NOW, progress=lambda line: None)
    client = Client()
    client.force_login(User.objects.get(username="demo-inspector"), backend="django.contrib.auth.backends.ModelBackend")
    draft, simulation = RuleEdition.objects.get(published_at=None), Simulation.objects.get()

    page = client.get(f"/shipments/rulebook/{draft.number}/").context
    result = client.get(simulation.get_absolute_url()).context

    assert page["may_publish"] and len(page["differences"]) == 4
    assert not result["stale"] and any(sides.more for _charge, sides in result["rules"])
    assert sum(sides.was for _charge, sides in result["rules"])
    remove()
    assert not RuleEdition.objects.filter(published_at=None).exists() and not Simulation.objects.exists()

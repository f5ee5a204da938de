"""Leads of the demo: from every way in, the list has a top, some are customers by now."""

import pytest

from crm.home.demo.loading import load
from crm.home.demo.traffic import Size
from customers.models import Lead, LeadStep, SourceCost
from tests import make


@pytest.mark.django_db
def test_leads_of_the_demo_stand_at_every_stage():
    load(Size(outlets=6, days=3, waybills=300), seed=3, at=make.NOON, progress=lambda line: None)

    states = set(Lead.objects.values_list("state", flat=True))
    assert states == {"new", "contacted", "quoted", "won", "lost"}
    assert Lead.objects.open().filter(next_step_at__lt=make.NOON).exists()
    assert Lead.objects.filter(outlet=None).exists()
    assert not LeadStep.objects.filter(at__gt=make.NOON).exists()
    assert SourceCost.objects.exists()

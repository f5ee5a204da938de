"""The box of fines on a shipment's page."""

import pytest

from crm.accounts.roles import Role
from crm.shared.panels import panels
from tests import make


@pytest.mark.django_db
def test_a_shipment_shows_the_fines_its_reader_may_see():
    run = make.run(make.clock())
    make.fine(run, yuan="100.00")
    make.fine(make.run(make.clock(), run.waybill), yuan="7.00", state="waived")

    def shown(user):
        return " ".join(panels("shipment", run.waybill, user))

    assert "¥100.00" in shown(make.user(Role.INSPECTOR))
    assert "¥7.00" in shown(make.user(Role.INSPECTOR))
    assert "¥7.00" not in shown(make.user(Role.MANAGER, run.outlet))
    assert "DL1" not in shown(make.user(Role.MANAGER))

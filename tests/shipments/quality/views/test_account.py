"""Relief orders and the outlets' account in the browser: two persons, own rows only, sums that agree everywhere."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from crm.accounts.roles import Role
from crm.shared import papers
from shipments.quality.models import Fine, LedgerEntry, ReliefOrder, Statement
from shipments.quality.services.statements import close_months
from shipments.quality.tasks import close_months as close_months_task
from tests import make

pytestmark = pytest.mark.django_db
DAY = make.NOON.date()
NEXT_MONTH = make.NOON + timedelta(days=20)


@pytest.fixture
def as_(client):
    def log_in(role, outlet=None):
        person = make.user(role, outlet)
        client.force_login(person)
        return client, person

    return log_in


def booked(outlet=None, *, yuan="100.00", charge="delay") -> Fine:
    fine = make.fine(make.run(make.clock(outlet or make.outlet())), yuan=yuan, charge=charge)
    LedgerEntry.objects.create(fine=fine, outlet=fine.outlet, kind="fine", yuan=fine.yuan, at=make.NOON)
    return fine


def closed(*fines: Fine) -> Statement:
    close_months(NEXT_MONTH)
    return Statement.objects.get(outlet=fines[0].outlet)


def test_an_order_is_proposed_by_one_and_approved_by_another(as_):
    fine = booked()
    client, _inspector = as_(Role.INSPECTOR)
    told = {"outlet": fine.outlet.pk, "since": DAY, "until": DAY, "charges": ["delay"], "reason": "台风封路"}
    client.post(reverse("quality:relief_new"), told)
    order = ReliefOrder.objects.get()

    client, _executive = as_(Role.EXECUTIVE)
    page = client.post(
        reverse("quality:relief_decide", args=[order.pk]), {"act": "approve", "words": "属实"}, follow=True
    )

    fine.refresh_from_db()
    assert fine.state == "waived"
    assert page.context["waived"] == {"count": 1, "yuan": Decimal("-100.00")}
    assert f"?relief={order.pk}" in page.content.decode()


def test_who_proposes_is_told_to_ask_a_colleague(as_):
    client, supervisor = as_(Role.APPEALS_SUPERVISOR)
    order = make.relief()
    ReliefOrder.objects.update(proposed_by=supervisor)

    page = client.get(order.get_absolute_url())
    client.post(reverse("quality:relief_decide", args=[order.pk]), {"act": "approve"})

    order.refresh_from_db()
    assert (page.context["may_decide"], page.context["own"]) == (False, True)
    assert order.decided_at is None


def test_a_form_with_a_fault_keeps_what_was_typed(as_):
    client, _inspector = as_(Role.INSPECTOR)

    page = client.post(
        reverse("quality:relief_new"), {"since": DAY, "until": DAY - timedelta(days=1), "reason": "台风"}
    )

    assert page.status_code == 422
    assert page.context["form"]["reason"].value() == "台风"
    assert not ReliefOrder.objects.exists()


@pytest.mark.parametrize(("approved", "seen"), [(True, 200), (None, 404), (False, 404)])
def test_an_outlet_sees_what_is_approved_for_it(as_, approved, seen):
    outlet = make.outlet()
    client, _manager = as_(Role.MANAGER, outlet)
    order = make.relief(outlet, approved=approved)
    foreign = make.relief(make.outlet(), approved=True)

    assert client.get(order.get_absolute_url()).status_code == seen
    assert client.get(foreign.get_absolute_url()).status_code == 404


def test_a_statement_shows_what_was_charged_and_taken_back(as_):
    fine = booked()
    booked(fine.outlet, yuan="1.00", charge="arrival")
    LedgerEntry.objects.create(fine=fine, outlet=fine.outlet, kind="reversal", yuan=-fine.yuan, at=make.NOON)
    shown = closed(fine)
    client, _manager = as_(Role.MANAGER, fine.outlet)

    page = client.get(shown.get_absolute_url())

    lines = {str(line.charge): (line.fined_yuan, line.taken_back_yuan) for line in page.context["lines"]}
    assert lines == {"arrival": (Decimal("1.00"), 0), "delay": (Decimal("100.00"), Decimal("-100.00"))}
    assert (shown.opening_yuan, shown.closing_yuan, shown.entries_count) == (0, Decimal("1.00"), 3)


def test_the_workbook_says_the_same_to_the_cent(as_):
    fine = booked(yuan="12.30")
    shown = closed(fine)
    client, _manager = as_(Role.MANAGER, fine.outlet)

    file = client.get(reverse("quality:statement_xlsx", args=[shown.pk]))

    sums, entries = load_workbook(BytesIO(file.content)).worksheets
    assert [row[0].value for row in entries.iter_rows()][0] is not None
    assert [cell.value for cell in entries[2]][2:] == [fine.violation.waybill.number, "DL1", str(DAY), 12.3]
    assert list(sums.iter_rows(values_only=True))[-1][1] == 12.3


@pytest.mark.skipif(not papers.can_make_pdf(), reason="needs WeasyPrint with Pango")
def test_the_paper_is_a_pdf_in_both_languages(as_):
    fine = booked()
    shown = closed(fine)
    client, _manager = as_(Role.MANAGER, fine.outlet)

    for language in ("zh-hans", "en"):
        file = client.get(reverse("quality:statement_pdf", args=[shown.pk]), headers={"Accept-Language": language})
        assert file.content.startswith(b"%PDF-")


def test_without_a_maker_the_page_offers_print_and_excel_only(as_, monkeypatch):
    fine = booked()
    shown = closed(fine)
    client, _manager = as_(Role.MANAGER, fine.outlet)
    monkeypatch.setattr(papers, "_maker", lambda: None)

    page = client.get(shown.get_absolute_url())

    assert reverse("quality:statement_pdf", args=[shown.pk]) not in page.content.decode()
    assert client.get(reverse("quality:statement_pdf", args=[shown.pk])).status_code == 404


def test_the_account_shows_the_balance_now_and_only_one_s_own(as_):
    fine = booked()
    booked()
    client, _manager = as_(Role.MANAGER, fine.outlet)

    page = client.get(reverse("quality:ledger"))

    assert len(page.context["table"].rows()) == 1
    assert "¥100.00" in page.content.decode()


@pytest.mark.parametrize("rows", [1, 3, 60])
@pytest.mark.parametrize("name", ["quality:ledger", "quality:statements", "quality:relief_orders"])
def test_lists_ask_the_same_number_of_questions_however_long(as_, django_assert_max_num_queries, name, rows):
    client, _inspector = as_(Role.INSPECTOR)
    outlet = make.outlet()
    for month in range(rows):
        booked(outlet)
        make.relief(outlet, approved=True)
        make.statement(outlet, month=date(2020 + month // 12, month % 12 + 1, 1))

    with django_assert_max_num_queries(14):
        page = client.get(reverse(name))

    assert page.status_code == 200


def test_beat_closes_what_is_over():
    fine = make.fine(make.run(make.clock()), yuan="100.00")
    last_month = timezone.now().replace(day=1) - timedelta(days=3)
    LedgerEntry.objects.create(fine=fine, outlet=fine.outlet, kind="fine", yuan=fine.yuan, at=last_month)

    close_months_task()

    assert Statement.objects.get().closing_yuan == Decimal("100.00")

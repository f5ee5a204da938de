"""The ledger over random histories: it always sums, per outlet and in all, and nothing in it is ever edited."""

import random
from collections import defaultdict
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.db.models import Sum

from crm.accounts.roles import Role
from shipments.quality.models import Appeal, Fine, LedgerEntry, Statement, Violation
from shipments.quality.rules.relief import Relief
from shipments.quality.services.posting import balances, post_violations, void_violations
from shipments.quality.services.relief import apply_relief, decide_relief, propose_relief
from shipments.quality.services.statements import close_months
from shipments.rules.edition import Edition
from tests import make

pytestmark = pytest.mark.django_db
STEPS = 40
#: What nothing is owed for any more.
GONE = {Fine.State.VOID, Fine.State.WAIVED, Fine.State.OVERTURNED}


class History:
    """Random acts on two outlets' accounts, and a plain book beside them that knows what each fine should cost."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.at = make.at(9)
        self.outlets = [make.outlet(), make.outlet()]
        row = make.edition()
        self.edition, self.rules = row, {row.pk: Edition.from_data(row.data)}
        self.proposer, self.approver = make.user(Role.INSPECTOR), make.user(Role.EXECUTIVE)
        self.decider = make.user(Role.APPEALS_SUPERVISOR)
        self.owed: dict[int, Decimal | None] = {}
        self.printed: dict[int, tuple] = {}

    def step(self) -> None:
        self.at += timedelta(days=self.dice.randrange(6), minutes=1)
        self.dice.choice([self.post, self.post, self.void, self.appeal, self.relieve, self.sweep, self.close])()

    def post(self, rule: str = "") -> None:
        clock = make.clock(self.dice.choice(self.outlets), day=self.at.date())
        run, rule = make.run(clock), rule or self.dice.choice(["DL1", "SE1", "FK1"])
        charge = {"DL1": "delay", "SE1": "sign", "FK1": "false"}[rule]
        about = {"run": run, "waybill": run.waybill, "outlet": run.outlet, "edition": self.edition, "evidence": {}}
        violation = Violation(charge=charge, rule=rule, day=clock.day, found_at=self.at, **about)
        for fine in post_violations([violation], self.rules, at=self.at):
            self.owed[fine.pk] = fine.yuan

    def void(self) -> None:
        if fine := self._some(Fine.State.VOID):
            void_violations([fine.violation], "in_time", at=self.at)
            self._gone(fine)

    def appeal(self) -> None:
        fine = self._some(*GONE, Fine.State.REDUCED, Fine.State.SUSTAINED)
        if fine is None or fine.yuan is None:
            return
        before = self.owed[fine.pk]
        after = self.dice.choice([before, before / 2, Decimal(0)]).quantize(Decimal("0.01"))
        state = "sustained" if after == before else "reduced" if after else "overturned"
        appeal = Appeal.objects.create(
            fine=fine,
            outlet=fine.outlet,
            text="…",
            at=self.at,
            state=state,
            decided_by=self.decider,
            decided_at=self.at,
            reason="…",
        )
        Fine.objects.filter(pk=fine.pk).update(state=state)
        if after != before:
            LedgerEntry.objects.create(
                fine=fine, outlet=fine.outlet, kind="appeal", yuan=after - before, at=self.at, appeal=appeal
            )
        self.owed[fine.pk] = after

    def relieve(self) -> None:
        first = (self.at - timedelta(days=self.dice.randrange(20))).date()
        where = self.dice.choice([{}, {"outlet": self.outlets[0].pk}])
        relief = Relief(first, first + timedelta(days=self.dice.randrange(5)), **where)
        order = propose_relief(relief, reason="…", by=self.proposer, at=self.at)
        decide_relief(order, approve=self.dice.random() < 0.6, by=self.approver, at=self.at)
        self._note_waived()

    def sweep(self) -> None:
        apply_relief(self.at)
        self._note_waived()

    def close(self) -> None:
        close_months(self.at)

    def _some(self, *but: str) -> Fine | None:
        return self.dice.choice(list(Fine.objects.exclude(state__in=but).order_by("pk")) or [None])

    def _gone(self, fine: Fine) -> None:
        self.owed[fine.pk] = None if fine.yuan is None else Decimal(0)

    def _note_waived(self) -> None:
        for fine in Fine.objects.filter(state=Fine.State.WAIVED):
            self._gone(fine)

    def check(self) -> None:
        fines = list(Fine.objects.all())
        kept = balances(fines)
        assert {fine.pk: kept.get(fine.pk) for fine in fines} == self.owed
        wanted: dict[int, Decimal] = defaultdict(Decimal)
        for fine in fines:
            wanted[fine.outlet_id] += self.owed[fine.pk] or 0
        by_outlet = dict(LedgerEntry.objects.order_by().values_list("outlet").annotate(sum=Sum("yuan")))
        assert {key: yuan for key, yuan in wanted.items() if key in by_outlet} == by_outlet
        self._check_statements(by_outlet)
        now = {entry.pk: (entry.fine_id, entry.kind, entry.yuan, entry.at) for entry in LedgerEntry.objects.all()}
        assert self.printed.items() <= now.items()
        self.printed = now

    def _check_statements(self, by_outlet: dict[int, Decimal]) -> None:
        for outlet in self.outlets:
            closing = Decimal(0)
            for statement in Statement.objects.filter(outlet=outlet).order_by("month"):
                entries = [entry.yuan for entry in statement.entries.all()]
                assert statement.opening_yuan == closing
                assert (len(entries), sum(entries, closing)) == (statement.entries_count, statement.closing_yuan)
                closing = statement.closing_yuan
            unstated = LedgerEntry.objects.filter(outlet=outlet, statement=None).aggregate(sum=Sum("yuan"))["sum"]
            assert closing + (unstated or 0) == by_outlet.get(outlet.pk, 0)


@pytest.mark.parametrize("seed", range(8))
def test_the_ledger_always_sums(seed):
    history = History(seed)
    for _step in range(STEPS):
        history.step()
        history.check()


def test_closing_twice_changes_nothing_and_months_follow_each_other():
    history = History(99)
    history.post("DL1")
    history.at += timedelta(days=70)

    assert close_months(history.at) == {"statements": 2, "months": 2}
    assert close_months(history.at) == {"statements": 0, "months": 0}
    assert [statement.month.month for statement in Statement.objects.order_by("month")] == [11, 12]


@pytest.mark.parametrize("changed", [{"yuan": Decimal("0.01")}, {"note": "…"}, {"statement": None}])
def test_an_entry_that_is_stated_cannot_be_edited(changed):
    history = History(98)
    history.post("DL1")
    close_months(history.at + timedelta(days=40))

    with pytest.raises(IntegrityError), transaction.atomic():
        LedgerEntry.objects.update(**changed)

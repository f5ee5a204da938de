"""Late arrival scans: ¥1 a piece (Q1), in one statement a batch."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from shipments.quality.sql.late_scan_fines import CLAIM, JUDGE
from shipments.rules.edition import Edition
from shipments.rules.rates import fine_yuan
from shipments.services.clocks import RuleBook


@dataclass(frozen=True, slots=True)
class Judged:
    """How many duties were looked at, how many fines posted, how many voided."""

    duties: int
    posted: int
    voided: int


@transaction.atomic
def judge_arrivals(at: datetime, *, limit: int = 2000) -> Judged:
    """Post and void the fines of up to `limit` arrival-scan duties that wait for judgement.

    writes   quality_violation, quality_fine, quality_ledgerentry; removes shipments_arrivaltojudge
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, {"at": at, "limit": limit})
        notes, arrivals = cursor.fetchone()
        if notes is None:
            return Judged(0, 0, 0)
        rates = json.dumps(tariff(RuleBook.read()))
        cursor.execute(JUDGE, {"at": at, "notes": notes, "arrivals": arrivals, "tariff": rates})
        return Judged(*cursor.fetchone())


def tariff(book: RuleBook) -> list[dict[str, object]]:
    """Every arrival-scan rule of every edition with its rate and what its evidence says."""
    return [
        {"edition_id": pk, "rule": text.code, "yuan": _yuan(edition, text.code), "says": wording(edition, text.code)}
        for pk, _starts_on, edition in book.editions
        for text in edition.texts
        if text.code.startswith("AS") and text.code in {rate.code for rate in edition.rates}
    ]


def wording(edition: Edition, rule: str) -> dict[str, object]:
    """The rule as the fine's evidence quotes it, frozen with the edition's number."""
    text = edition.text(rule)
    return {
        "rule": rule,
        "rule_text_zh": text.zh,
        "rule_text_en": text.en,
        "source": text.source,
        "edition": edition.number,
    }


def _yuan(edition: Edition, rule: str) -> str | None:
    yuan = fine_yuan(edition, rule)
    return None if yuan is None else str(yuan)

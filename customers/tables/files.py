"""The parts of a file that stand beside its form, as the pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.shared.figures import Badge
from customers.models import Consent, Contact, Customer, ImportantDate, Source
from customers.queries.consents import Standing, standings_of, words_of_people

#: How a consent came: what is kept → what is said.
CONSENT_SOURCES = {
    "counter": gettext_lazy("Said at the counter"),
    "phone": gettext_lazy("Said on the telephone"),
    "paper": gettext_lazy("Signed on paper"),
    "message": gettext_lazy("Written in a message"),
    "form": gettext_lazy("Public form"),
}
#: And those that no form offers: a lead's way in, a callback.
MADE_SOURCES = {
    **dict(Source.choices),
    "callback": gettext_lazy("Said in a callback"),
    "link": gettext_lazy("Refusal page"),
    **CONSENT_SOURCES,
}
GIVEN, REFUSED = Badge("met", gettext_lazy("Agrees")), Badge("refused", gettext_lazy("Refuses"))


@dataclass(frozen=True, slots=True)
class Day:
    """A day of every year, in words: 农历闰四月初八 is not 8 April."""

    row: ImportantDate
    words: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Asked:
    """One channel and purpose, and how it stands."""

    standing: Standing
    badge: Badge

    @property
    def source(self) -> str:
        word = self.standing.word
        return str(MADE_SOURCES.get(word.source, word.source)) if word else ""


def people_of(customer: Customer) -> list[Contact]:
    """The main contact first, who has left last."""
    rows = list(customer.contacts.all())
    return sorted(rows, key=lambda one: (one.left_on is not None, not one.main, one.pk))


def days_of(customer: Customer) -> list[Day]:
    rows = customer.important_dates.select_related("contact").order_by("next_on", "pk")
    return [Day(row, day_words(row), row.next_on) for row in rows]


def day_words(row: ImportantDate) -> str:
    if row.calendar == ImportantDate.Calendar.SOLAR:
        return _("%(month)s/%(day)s every year") % {"month": row.month, "day": row.day}
    words = _("lunar leap month %(month)s, day %(day)s") if row.leap_month else _("lunar month %(month)s, day %(day)s")
    return words % {"month": row.month, "day": row.day}


def asked_of(customer: Customer) -> Sequence[Asked]:
    """Who has said what: the customer's own word first, then those of its people."""
    said = [each for each in standings_of(customer) if each.word]
    return [Asked(each, _consent_badge(each.word)) for each in [*said, *words_of_people(customer)]]


def _consent_badge(word: Consent | None) -> Badge:
    return GIVEN if word and word.given else REFUSED

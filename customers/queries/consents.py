"""Who may be written to or called: the last word on each channel and purpose."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from customers.models import Consent, Customer


@dataclass(frozen=True, slots=True)
class Standing:
    """One channel and purpose; `word` is the newest, None: never asked. Promotion needs a yes, notices only no no."""

    channel: str
    purpose: str
    word: Consent | None

    @property
    def channel_label(self) -> str:
        return str(Consent.Channel(self.channel).label)

    @property
    def purpose_label(self) -> str:
        return str(Consent.Purpose(self.purpose).label)

    @property
    def allowed(self) -> bool:
        if self.word is None:
            return self.purpose == Consent.Purpose.NOTICE
        return self.word.given


def standings_of(customer: Customer, *, contact_id: int | None = None) -> list[Standing]:
    """All channels × purposes of the customer itself, or of one contact."""
    return list(_standings(list(customer.consents.newest().filter(contact=contact_id).select_related("by"))))


def _standings(words: Collection[Consent]) -> Iterator[Standing]:
    said = {(word.channel, word.purpose): word for word in words}
    for purpose in Consent.Purpose.values:
        for channel in Consent.Channel.values:
            yield Standing(channel, purpose, said.get((channel, purpose)))


def words_of_people(customer: Customer) -> list[Standing]:
    """What single people of the customer have said, each the newest."""
    rows = customer.consents.newest().exclude(contact=None).select_related("by", "contact")
    return [Standing(word.channel, word.purpose, word) for word in rows]

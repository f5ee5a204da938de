from outlets.models.editions import DatedEdition


class RuleEdition(DatedEdition):
    """One dated edition of the rule book, as data for `shipments.rules.edition.Edition`; clocks cite it."""

    class Meta(DatedEdition.Meta):
        pass

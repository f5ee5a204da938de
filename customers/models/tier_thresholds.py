from outlets.models.editions import DatedEdition


class TierThresholds(DatedEdition):
    """One dated edition of what makes an A or a B customer, as data for `customers.rules.tiers.Thresholds`."""

    class Meta(DatedEdition.Meta):
        pass

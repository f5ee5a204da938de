"""The life of a message, state by state. Pure.

Nothing leads from `submitting` or `unknown` back to `pending` but a provider that certainly did not take it, or a
person who says so.
"""

#: What a machine may do.
BY_MACHINE: dict[str, frozenset[str]] = {
    "pending": frozenset({"claimed", "skipped", "delivered"}),
    "claimed": frozenset({"pending", "submitting", "skipped", "dead", "delivered"}),
    "submitting": frozenset({"pending", "accepted", "dead", "unknown"}),
    "unknown": frozenset({"accepted", "delivered", "failed"}),
    "accepted": frozenset({"delivered", "failed", "unreceipted"}),
    "unreceipted": frozenset({"delivered", "failed"}),
    "dead": frozenset(),
    "delivered": frozenset(),
    "failed": frozenset({"delivered"}),
    "skipped": frozenset({"pending"}),
}
#: What a person may decide about what no machine may go on with.
SETTLED = {"sent": "accepted", "again": "pending", "dropped": "skipped"}
TO_SETTLE = frozenset({"unknown", "dead"})
#: In which the provider has, or may have, a message: what counts against caps and budgets.
MAY_HAVE_ARRIVED = frozenset({"submitting", "accepted", "delivered", "failed", "unreceipted", "unknown"})

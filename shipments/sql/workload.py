"""The work page: what an outlet has still to deliver or to sign for, and the trucks whose pieces are not all scanned.

Volume    the outlets of one person, mostly one: the clocks of their last two days, or of the two weeks before, by
          clock_by_outlet_day, with run_by_clock or arrival_by_clock. All open runs are counted, as a rule some
          hundreds; waybills and pieces are read for the lines of one page. A courier's parcels: events of the open
          runs' pieces, in the partitions of two days.
Locking   none.
Parity    `tests/shipments/sql/test_workload.py` says in Python what is open and in which tab, for every kind of run.
"""

#: What each tab shows of the open runs; what rests stands in its own until it is back.
TABS = {
    "all": "snoozed_until IS NULL",
    "overdue": "snoozed_until IS NULL AND next_due < %(at)s::timestamptz",
    "delivery": "snoozed_until IS NULL AND delivered_at IS NULL",
    "sign_entry": "snoozed_until IS NULL AND delivered_at IS NOT NULL",
    "snoozed": "snoozed_until IS NOT NULL",
}

# Taken out by this person: by login, by phone, or named as operator at the desk.
_CARRIED = """
       AND run.out_at >= %(out_since)s::timestamptz
       AND EXISTS (
           SELECT FROM shipments_piece AS piece
             JOIN shipments_scanevent AS event ON event.piece_id = piece.id
            WHERE piece.waybill_id = run.waybill_id AND event.outlet_id = run.outlet_id
              AND event.kind = 'out_for_delivery' AND event.occurred_at >= %(out_since)s::timestamptz
              AND (event.detail ->> 'operator' = ANY(%(names)s::text[])
                   OR event.source = ANY(%(sources)s::text[])
                  AND COALESCE(event.detail ->> 'operator', '') = ''))"""


def _open(*, carried: bool) -> str:
    """What is next is the delivery, else the sign entry: `next_due` and `rule` are of that."""
    return f"""
WITH open AS MATERIALIZED (
    SELECT run.id, run.waybill_id, run.delivered_at, run.doubtful, clock.edition_id,
           CASE WHEN run.delivered_at IS NULL THEN clock.delivery_due_at ELSE clock.sign_due_at END AS next_due,
           CASE WHEN run.delivered_at IS NULL THEN clock.delivery_rule ELSE clock.sign_rule END AS rule,
           (SELECT max(until) FROM shipments_dutysnooze
             WHERE run_id = run.id AND until > %(at)s::timestamptz) AS snoozed_until
      FROM shipments_clock AS clock
      JOIN shipments_deliveryrun AS run ON run.clock_id = clock.id
     WHERE clock.outlet_id = ANY(%(outlets)s::bigint[]) AND clock.day BETWEEN %(since)s::date AND %(until)s::date
       AND run.delivers AND NOT run.dropped AND run.lifted_at IS NULL
       AND (run.delivered_at IS NULL OR run.signed_at IS NULL)
       AND (clock.started OR run.out_at IS NOT NULL OR run.delivered_at IS NOT NULL){_CARRIED if carried else ""}
)"""


def counts(*, carried: bool) -> str:
    """How many stand in each tab, in the order of TABS."""
    columns = ", ".join(f"count(*) FILTER (WHERE {shown})" for shown in TABS.values())
    return f"{_open(carried=carried)} SELECT {columns} FROM open"


def lines(tab: str | None, *, carried: bool, after: bool, backwards: bool) -> str:
    """One page of a tab (None: of all that is open), in columns of `queries.workload.Line`.

    after       behind (`next_due`, `pk`)
    backwards   from the latest to the next
    """
    way, sense = ("DESC", "<") if backwards else ("ASC", ">")
    behind = f"AND (next_due, id) {sense} (%(next_due)s::timestamptz, %(pk)s::bigint)" if after else ""
    return f"""{_open(carried=carried)}
SELECT line.id, line.next_due, line.delivered_at IS NULL, line.rule, line.edition_id, edition.published_at,
       line.doubtful, line.snoozed_until, waybill.number, waybill.receiver_name, waybill.receiver_address,
       waybill.cod_yuan, piece.state, piece.count
  FROM (SELECT * FROM open WHERE {TABS[tab] if tab else "true"} {behind}
         ORDER BY next_due {way}, id {way} LIMIT %(limit)s) AS line
  JOIN shipments_ruleedition AS edition ON edition.id = line.edition_id
  JOIN shipments_waybill AS waybill ON waybill.id = line.waybill_id
 CROSS JOIN LATERAL (
       SELECT max(state) FILTER (WHERE kind = 'master') AS state, count(*)
         FROM shipments_piece WHERE waybill_id = line.waybill_id) AS piece
 ORDER BY line.next_due {way}, line.id {way}"""


#: Trucks that have come, the next deadline first, with the number of pieces that are not scanned.
TRIPS = """
SELECT trip.trip_no, clock.arrival_due_at, clock.arrival_rule, count(*)
  FROM shipments_clock AS clock
  JOIN shipments_piecearrival AS arrival ON arrival.clock_id = clock.id
  LEFT JOIN shipments_linehaultrip AS trip ON trip.id = arrival.trip_id
 WHERE clock.outlet_id = ANY(%(outlets)s::bigint[]) AND clock.day >= %(since)s::date AND clock.started
   AND NOT arrival.dropped AND arrival.scanned_at IS NULL
 GROUP BY 1, 2, 3
 ORDER BY 2, 1
"""

"""Fresh figures for the planner in the midst of a bulk load: autovacuum cannot see rows that are not committed.

Volume    the tables that a load fills, sampled; tens of milliseconds each.
Locking   SHARE UPDATE EXCLUSIVE on each: nobody reads or writes later for it.
Parity    none needed: it changes no row.
"""

ANALYZE = "ANALYZE {tables}"

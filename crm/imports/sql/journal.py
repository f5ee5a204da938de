"""The journal of an import, written by COPY.

Volume    a row of the journal for each row of a file, some thousands a chunk.
Locking   none; the file's row is locked by whoever writes.
Parity    `tests/crm/imports/test_running.py`.
"""

import json
from collections.abc import Iterable
from typing import Any

from crm.shared.bulk import copy_rows

COLUMNS = (
    *("file_id", "number", "line", "outcome", "field", "code", "params"),
    *("object_id", "version", "before", "undo", "undo_code"),
)
#: Which chunk of a journal was taken back, and what was not.
MARK_UNDONE = """
UPDATE imports_importrow AS row
   SET undo = CASE told.code WHEN '' THEN 'undone' ELSE 'kept' END, undo_code = told.code
  FROM unnest(%(numbers)s::int[], %(codes)s::text[]) AS told (number, code)
 WHERE row.file_id = %(file)s AND row.number = told.number
"""


def keep_journal(rows: Iterable[tuple[Any, ...]]) -> None:
    """
    rows   of COLUMNS up to `before`: params a mapping, before one or None
    """
    copy_rows(
        "imports_importrow",
        COLUMNS,
        ((*row[:6], _json(row[6]), *row[7:9], None if row[9] is None else _json(row[9]), "", "") for row in rows),
    )


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str) if value else "{}"

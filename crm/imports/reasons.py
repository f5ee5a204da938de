"""Why a row or a file was refused, in words: a code is kept, the reader's language makes the sentence."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crm.imports.registry import Importer

REASONS = {
    # The file as a whole
    "workbook": _("This workbook cannot be read. Save it as “CSV UTF-8” and upload that."),
    "old_workbook": _("This is a workbook of an old Excel. Save it as .xlsx or “CSV UTF-8” and upload that."),
    "encoding": _("The file is neither UTF-8 nor GB18030 text. Save it as “CSV UTF-8”."),
    "empty": _("The file is empty."),
    "too_big": _("The file is larger than %(limit)s MB. Split it."),
    "no_rows": _("Below the header there are no rows."),
    "broken_quotes": _("The quotation marks around line %(line)s do not match. Correct them and upload again."),
    "duplicate_header": _("The columns “%(first)s” and “%(title)s” mean the same. Remove one."),
    "missing_columns": _("These columns are missing: %(missing)s."),
    # Cells
    "required": _("Nothing is written here, and it is needed."),
    "too_long": _("Longer than %(limit)s characters."),
    "scientific": _("“%(value)s” lost its digits in a spreadsheet. Format the column as text and enter it again."),
    "not_a_code": _("“%(value)s” is no code: letters, digits and . - _ / # only."),
    "not_a_phone": _("“%(value)s” is no telephone number."),
    "not_an_instant": _("“%(value)s” is no time such as 2026-11-18 06:00."),
    "not_a_day": _("“%(value)s” is no day such as 2026-11-18."),
    "not_a_clock": _("“%(value)s” is no time of day such as 08:00."),
    "not_a_truth": _("“%(value)s” is neither yes nor no."),
    "not_a_number": _("“%(value)s” is no number."),
    "number_outside": _("“%(value)s” is not between 0 and %(most)s."),
    "too_many_decimals": _("“%(value)s” has more than %(places)s decimals."),
    "unknown_word": _("“%(value)s” is not one of: %(known)s."),
    "not_a_uuid": _("“%(value)s” is no UUID."),
    # Rows
    "too_many_cells": _("%(found)s cells, but the header has %(wanted)s. Is there a separator inside a text?"),
    "repeated": _("The same as line %(line)s."),
    "edited_since": _("Edited since: left as it is."),
    "in_use": _("In use since: left as it is."),
    "gone_since": _("Gone since: merged, made anonymous or removed."),
    "clash": _("Another record stands in the way: %(detail)s"),
}


def sentence(code: str, params: Mapping[str, Any], *, importer: Importer | None = None) -> str:
    """The reason in the language that is active now."""
    known = {**REASONS, **(importer.reasons if importer else {})}
    words = known.get(code)
    if words is None:
        return params.get("detail") or gettext("Refused: %(code)s") % {"code": code}
    try:
        return str(words) % params
    except KeyError:
        return str(words)


def report_titles() -> list[str]:
    """What stands above the three columns behind refused rows, in the language that is active now."""
    return [gettext("Line"), gettext("Column"), gettext("Reason")]


def every_report_title() -> list[str]:
    """…in every language: whoever sends the rows back may read another one."""
    found = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found += report_titles()
    return found

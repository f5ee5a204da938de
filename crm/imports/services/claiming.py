"""Whose turn it is: the file's row is locked as long as a chunk of it is being worked on."""

from crm.imports.models import ImportFile


def claimed(file: ImportFile) -> tuple[str, int] | None:
    """State and position, locked for this transaction; None while another worker holds them."""
    rows = ImportFile.objects.select_for_update(skip_locked=True).filter(pk=file.pk)
    return rows.values_list("state", "done").first()

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.shared.figures import Badge
from crm.shared.tables import Column, Table
from outlets.models import Document


def reading_badge(document: Document) -> Badge | None:
    """`asked` and `read_at` are annotations about the reader."""
    if document.withdrawn_at:
        return Badge("still", _("Out of use"))
    if not document.asked:
        return None
    return Badge("met", _("Read")) if document.read_at else Badge("soon", _("To be read"))


def reader_badge(person: User) -> Badge:
    return Badge("met", _("Read")) if person.read_at else Badge("soon", _("Not read"))


class DocumentTable(Table[Document]):
    columns = (
        Column(_("Title"), "title", link=True),
        Column(_("Kind"), "get_kind_display"),
        Column(_("Version"), "current.number", numeric=True),
        Column(_("Published"), "current.published_at"),
        Column(_("State"), "", show=reading_badge, cell="parts/_badge.html"),
    )


class ReaderTable(Table[User]):
    columns = (
        Column(_("Name"), "name", link=True),
        Column(_("Staff number"), "staff_no", quiet=True),
        Column(_("Roles"), "posts", cell="outlets/_posts.html"),
        Column(_("Read at"), "read_at", cell="parts/_time.html"),
        Column(_("State"), "", show=reader_badge, cell="parts/_badge.html"),
    )

    def row_url(self, row: User) -> str:
        return reverse("outlets:person", args=[row.pk])

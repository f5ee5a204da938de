"""Templates and suppressions on pages."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.outbox.models import Suppression, Template
from crm.outbox.rules.segments import segments
from crm.outbox.tables.messages import masked_address, use_of
from crm.shared.figures import Badge
from crm.shared.tables import Column, Table

#: For a preview, until the first real message has been posted.
SAMPLES = {
    "waybill": "300057900556",
    "link": "https://example.com/s/…",
    "points": "320",
    "day": "12月31日",
}


def template_badge(template: Template) -> Badge:
    if template.approved_at:
        return Badge("still", _("Out of use")) if template.retired_at else Badge("met", _("In force"))
    if template.retired_at:
        return Badge("void", _("Thrown away"))
    return Badge("soon", _("Waits for approval")) if template.proposed_at else Badge("review", _("Draft"))


def parts_of(template: Template) -> int | None:
    return segments(template.text) if template.channel == "sms" else None


def suppressed_address(suppression: Suppression) -> str:
    return masked_address(suppression.address)


def what_for(suppression: Suppression) -> str:
    return _("Greetings and offers") if suppression.purpose else _("Everything")


def suppression_badge(suppression: Suppression) -> Badge:
    return Badge("void", _("Ended")) if suppression.ended_at else Badge("refused", _("Not written to"))


class TemplateTable(Table[Template]):
    columns = (
        Column(gettext_lazy("Use"), "", link=True, show=use_of),
        Column(gettext_lazy("Channel"), "get_channel_display"),
        Column(gettext_lazy("Purpose"), "get_purpose_display"),
        Column(gettext_lazy("Text"), "text"),
        Column(gettext_lazy("Version"), "version", numeric=True),
        Column(gettext_lazy("Segments"), "", show=parts_of, numeric=True, quiet=True),
        Column(gettext_lazy("State"), "", show=template_badge, cell="parts/_badge.html"),
    )


class SuppressionTable(Table[Suppression]):
    columns = (
        Column(gettext_lazy("Number or address"), "", link=True, show=suppressed_address),
        Column(gettext_lazy("Channel"), "get_channel_display"),
        Column(gettext_lazy("What"), "", show=what_for),
        Column(gettext_lazy("Source"), "get_source_display"),
        Column(gettext_lazy("Proof"), "proof", quiet=True),
        Column(gettext_lazy("Since"), "since"),
        Column(gettext_lazy("State"), "", show=suppression_badge, cell="parts/_badge.html"),
    )

    def row_url(self, row: Suppression) -> str:
        return row.get_absolute_url() if row.ended_at is None else ""

"""Filters of the list of next steps."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crm.shared.filters import ChoiceFilter, ScopedChoiceFilter
from customers.models import Task
from customers.queries.tasks import tasks_of_person
from outlets.filters.own import OwnOutletFilters
from outlets.models import Outlet


class TaskFilter(OwnOutletFilters):
    """Without a choice the list shows what is open and one's own."""

    whose = ChoiceFilter(
        choices=(("all", _("Everybody's")),), label=_("Whose"), method="of_whom", empty_label=_("Mine")
    )
    outlet = ScopedChoiceFilter(queryset=Outlet.objects.all(), to_field_name="code", label=_("Outlet"))
    kind = ChoiceFilter(choices=Task.Kind.choices, label=_("Kind"))
    state = ChoiceFilter(
        choices=(("overdue", _("Overdue")), ("done", _("Done"))),
        label=_("State"),
        method="in_state",
        empty_label=_("Open"),
    )

    class Meta:
        model = Task
        fields = ("whose", "outlet", "kind", "state")

    @property
    def qs(self) -> QuerySet[Task]:
        rows: QuerySet[Task] = super().qs
        told = self.form.cleaned_data
        if told.get("whose") != "all" and told.get("state") != "done":
            rows = rows.filter(pk__in=tasks_of_person(self.request.user).values("pk"))
        elif told.get("whose") != "all":
            rows = rows.filter(done_by=self.request.user)
        return rows if told.get("state") == "done" else rows.open()

    def of_whom(self, rows: QuerySet[Task], name: str, value: Any) -> QuerySet[Task]:
        return rows

    def in_state(self, rows: QuerySet[Task], name: str, value: str) -> QuerySet[Task]:
        return rows.exclude(done_at=None) if value == "done" else rows.filter(due_at__lt=timezone.now())

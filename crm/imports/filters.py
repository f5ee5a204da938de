from django.utils.translation import gettext_lazy as _

from crm.imports.models import ImportFile
from crm.imports.registry import importers
from crm.shared.filters import ChoiceFilter, PageFilters, SearchFilter


class ImportFileFilter(PageFilters):
    q = SearchFilter(fields=("name",), placeholder=_("File name"))
    kind = ChoiceFilter(choices=lambda: [(each.kind, each.label) for each in importers()], label=_("Kind"))
    state = ChoiceFilter(choices=ImportFile.State.choices, label=_("State"))

    class Meta:
        model = ImportFile
        fields = ()

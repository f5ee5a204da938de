"""Everything below /api/; an address that nobody answers to is a problem too, not a page."""

from django.urls import include, path, re_path

from crm.api_docs import ApiBrowser, ApiDescription
from crm.shared.api_views import NothingHere

app_name = "api"
version_1 = [
    path("", include("shipments.api.urls")),
    path("", include("outlets.api.urls")),
    path("", include("customers.api.urls")),
    path("", include("crm.outbox.api.urls")),
    path("", include("shipments.quality.api.urls")),
    path("schema/", ApiDescription.as_view(), name="schema"),
    path("docs/", ApiBrowser.as_view(), name="docs"),
]
urlpatterns = [
    path("v1/", include(version_1)),
    re_path("", NothingHere.as_view(), name="nothing"),
]

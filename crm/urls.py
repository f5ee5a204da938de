"""The roof: every address of the product begins here; only `/healthz` stands before it, in crm/wsgi.py."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.i18n import set_language

urlpatterns = [
    path("api/", include("crm.api_urls")),
    path("", include("crm.home.urls")),
    path("accounts/", include("crm.accounts.urls")),
    path("imports/", include("crm.imports.urls")),
    path("exports/", include("crm.exports.urls")),
    path("outlets/", include("outlets.urls")),
    path("calendar/", include("crm.calendar.urls")),
    path("messages/", include("crm.outbox.urls")),
    path("customers/", include("customers.urls")),
    path("join/", include("customers.urls.public")),
    path("survey/", include("customers.urls.survey_pages")),
    path("refuse/", include("customers.urls.refusal_pages")),
    path("shipments/", include("shipments.urls")),
    path("quality/", include("shipments.quality.urls")),
    path("i18n/setlang/", login_not_required(set_language), name="set_language"),
]

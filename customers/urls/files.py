from django.urls import path

from crm.accounts.roles import FIELD_EDITORS
from customers.views import custom_fields, files, forgetting, people, words
from outlets.permissions import needs

urlpatterns = [
    path("new/", files.customer_new, name="customer_new"),
    path("new/alike/", files.customer_alike, name="customer_alike"),
    path("<int:pk>/edit/", files.customer_edit, name="customer_edit"),
    path("<int:pk>/people/", people.people, name="people"),
    path("<int:pk>/people/new/", people.contact_new, name="contact_new"),
    path("people/<int:pk>/", people.contact_edit, name="contact_edit"),
    path("people/<int:pk>/remove/", people.contact_remove, name="contact_remove"),
    path("<int:pk>/days/", people.days, name="days"),
    path("<int:pk>/days/new/", people.date_new, name="date_new"),
    path("days/<int:pk>/remove/", people.date_remove, name="date_remove"),
    path("<int:pk>/consents/", words.consents, name="consents"),
    path("<int:pk>/consents/new/", words.consent_new, name="consent_new"),
    path("<int:pk>/networks/", words.uses, name="uses"),
    path("<int:pk>/networks/new/", words.use_new, name="use_new"),
    path("networks/<int:pk>/remove/", words.use_remove, name="use_remove"),
    path("<int:pk>/anonymise/", forgetting.anonymise, name="anonymise"),
    path("fields/", needs(FIELD_EDITORS)(custom_fields.CustomFieldList.as_view()), name="custom_fields"),
    path("fields/new/", custom_fields.custom_field_new, name="custom_field_new"),
    path("fields/<int:pk>/", custom_fields.custom_field_edit, name="custom_field_edit"),
]

"""Messages to customers, at /messages/."""

from django.urls import path

from crm.outbox.views import webhooks

app_name = "outbox"
urlpatterns = [
    path("receipts/<slug:provider>/", webhooks.receipts, name="receipts"),
    path("replies/<slug:provider>/", webhooks.replies, name="replies"),
]

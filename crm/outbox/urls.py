"""Messages to customers, at /messages/."""

from django.urls import path

from crm.outbox.views import batches, messages, suppressions, templates, webhooks

app_name = "outbox"
urlpatterns = [
    # Messages
    path("", messages.MessageList.as_view(), name="messages"),
    path("waiting/", messages.WaitingList.as_view(), name="to_settle"),
    path("<int:pk>/", messages.message, name="message"),
    path("<int:pk>/settle/", messages.message_settle, name="message_settle"),
    path("stop/", messages.stop_all, name="stop_all"),
    path("go-on/", messages.go_on_all, name="go_on_all"),
    # Batches
    path("batches/", batches.BatchList.as_view(), name="batches"),
    path("batches/<int:pk>/", batches.batch, name="batch"),
    path("batches/<int:pk>/stop/", batches.batch_stop, name="batch_stop"),
    path("batches/<int:pk>/go-on/", batches.batch_go_on, name="batch_go_on"),
    # Templates
    path("templates/", templates.TemplateList.as_view(), name="templates"),
    path("templates/new/", templates.template_new, name="template_new"),
    path("templates/<int:pk>/", templates.template, name="template"),
    path("templates/<int:pk>/edit/", templates.template_edit, name="template_edit"),
    path("templates/<int:pk>/propose/", templates.template_propose, name="template_propose"),
    path("templates/<int:pk>/send-back/", templates.template_send_back, name="template_send_back"),
    path("templates/<int:pk>/approve/", templates.template_approve, name="template_approve"),
    path("templates/<int:pk>/retire/", templates.template_retire, name="template_retire"),
    # Addresses that are not written to, and limits
    path("suppressions/", suppressions.SuppressionList.as_view(), name="suppressions"),
    path("suppressions/new/", suppressions.suppression_new, name="suppression_new"),
    path("suppressions/<int:pk>/", suppressions.suppression, name="suppression"),
    path("limits/", suppressions.sending_limits, name="limits"),
    # What providers tell
    path("receipts/<slug:provider>/", webhooks.receipts, name="receipts"),
    path("replies/<slug:provider>/", webhooks.replies, name="replies"),
]

from django.urls import path

from crm.outbox.api.messages import MessageList

urlpatterns = [path("messages/", MessageList.as_view(), name="messages")]

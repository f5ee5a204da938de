"""Messages to customers, at /messages/."""

from django.urls import URLPattern

app_name = "outbox"
urlpatterns: list[URLPattern] = []

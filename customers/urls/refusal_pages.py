"""The refusal page as strangers open it: a token of its own instead of a login."""

from django.urls import URLPattern

app_name = "refuse"
urlpatterns: list[URLPattern] = []

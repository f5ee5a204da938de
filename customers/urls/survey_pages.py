"""Surveys as strangers open them: a token of its own instead of a login."""

from django.urls import URLPattern

app_name = "survey"
urlpatterns: list[URLPattern] = []

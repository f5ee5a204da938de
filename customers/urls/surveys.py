"""Surveys, for people with a login."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

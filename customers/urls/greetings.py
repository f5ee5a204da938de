"""Greetings of feasts and days."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

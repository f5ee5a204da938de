"""Thanks after a delivery, and the consent centre."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []

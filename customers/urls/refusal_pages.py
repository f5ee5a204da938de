"""The refusal page as strangers open it: a token of its own instead of a login."""

from django.urls import path

from customers.views import refusal_public

app_name = "refuse"
urlpatterns = [
    path("<str:token>/", refusal_public.refuse, name="refuse"),
]

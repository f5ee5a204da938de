"""What strangers may open, without a login."""

from django.urls import path

from customers.views import join

app_name = "join"
urlpatterns = [
    path("", join.form, name="form"),
    path("thanks/", join.thanks, name="thanks"),
]

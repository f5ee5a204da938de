"""What a customer answers by a link of its own, without a login."""

from django.urls import path

from customers.views import survey_public

app_name = "survey"
urlpatterns = [
    path("<str:token>/", survey_public.answer, name="answer"),
]

"""Greetings of feasts and days."""

from django.urls import path

from customers.views import greetings, silences

urlpatterns = [
    path("greetings/", greetings.PlanList.as_view(), name="greetings"),
    path("greetings/days/", greetings.DateGreetingList.as_view(), name="greeting_days"),
    path("greetings/years/<int:year>/", greetings.greeting_year, name="greeting_year"),
    path("greetings/calls/<int:pk>/", greetings.greeting, name="greeting"),
    path("greetings/<int:pk>/", greetings.greeting_plan, name="greeting_plan"),
    path("greetings/<int:pk>/edit/", greetings.greeting_plan_edit, name="greeting_plan_edit"),
    path("greetings/<int:pk>/people/", greetings.GreetingList.as_view(), name="greeting_people"),
    path("greetings/<int:pk>/<slug:act>/", greetings.greeting_act, name="greeting_act"),
    path("<int:pk>/silences/", silences.silences_of, name="silences"),
    path("<int:pk>/silences/new/", silences.silence_new, name="silence_new"),
    path("silences/<int:pk>/end/", silences.silence_end, name="silence_end"),
]

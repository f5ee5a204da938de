from django.urls import path

from crm.calendar import views

app_name = "calendar"
urlpatterns = [
    path("", views.calendar, name="calendar"),
    path("<int:year>/", views.calendar, name="year"),
    path("<int:year>/draft/", views.draft, name="draft"),
    path("<int:year>/confirm/", views.confirm, name="confirm"),
    path("<int:year>/keep-day/", views.keep_day, name="keep_day"),
    path("<int:year>/forget-day/", views.forget_day, name="forget_day"),
]

from django.urls import path

from crm.home.views import start, style

app_name = "home"
urlpatterns = [
    path("", start.start, name="start"),
    path("style/", style.style, name="style"),
]

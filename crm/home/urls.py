from django.urls import path

from crm.home.views import dashboard, overview, start, style

app_name = "home"
urlpatterns = [
    path("", start.start, name="start"),
    path("overview/", overview.overview, name="overview"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard/region/<str:code>/", dashboard.region, name="dashboard_region"),
    path("dashboard/outlet/<str:code>/", dashboard.outlet, name="dashboard_outlet"),
    path("style/", style.style, name="style"),
]

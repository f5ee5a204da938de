from django.urls import path

from shipments.quality.views import fines

app_name = "quality"
urlpatterns = [
    path("fines/", fines.FineList.as_view(), name="fines"),
    path("fines/<int:pk>/", fines.fine, name="fine"),
]

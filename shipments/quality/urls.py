from django.urls import path

from shipments.quality.views import fines, simulation

app_name = "quality"
urlpatterns = [
    path("fines/", fines.FineList.as_view(), name="fines"),
    path("fines/<int:pk>/", fines.fine, name="fine"),
    path("simulation/<int:number>/", simulation.simulation, name="simulation"),
]

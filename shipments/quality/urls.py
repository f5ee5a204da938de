from django.urls import path

from shipments.quality.views import appeals, fines, simulation

app_name = "quality"
urlpatterns = [
    path("fines/", fines.FineList.as_view(), name="fines"),
    path("fines/<int:pk>/", fines.fine, name="fine"),
    path("fines/<int:pk>/reply/", fines.fine_reply, name="fine_reply"),
    path("fines/<int:pk>/appeal/", appeals.fine_appeal, name="fine_appeal"),
    path("appeals/", appeals.AppealList.as_view(), name="appeals"),
    path("appeals/waiting/", appeals.WaitingList.as_view(), name="appeals_waiting"),
    path("appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("appeals/<int:pk>/decide/", appeals.appeal_decide, name="appeal_decide"),
    path("appeals/<int:pk>/leave/", appeals.appeal_leave, name="appeal_leave"),
    path("appeals/<int:pk>/files/<uuid:file>/", appeals.appeal_file, name="appeal_file"),
    path("simulation/<int:number>/", simulation.simulation, name="simulation"),
    path("simulations/<int:pk>/", simulation.simulation_result, name="simulation_result"),
]

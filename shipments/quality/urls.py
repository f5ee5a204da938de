from django.urls import path

from shipments.quality.views import appeals, fines, relief, simulation, statements

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
    path("relief/", relief.ReliefList.as_view(), name="relief_orders"),
    path("relief/new/", relief.relief_new, name="relief_new"),
    path("relief/<int:pk>/", relief.relief_order, name="relief_order"),
    path("relief/<int:pk>/decide/", relief.relief_decide, name="relief_decide"),
    path("account/", statements.LedgerList.as_view(), name="ledger"),
    path("statements/", statements.StatementList.as_view(), name="statements"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("statements/<int:pk>/workbook/", statements.statement_xlsx, name="statement_xlsx"),
    path("statements/<int:pk>/paper/", statements.statement_pdf, name="statement_pdf"),
    path("simulation/<int:number>/", simulation.simulation, name="simulation"),
    path("simulations/<int:pk>/", simulation.simulation_result, name="simulation_result"),
]

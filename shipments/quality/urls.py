from django.urls import path

from shipments.quality.views import appeals, fines, radar, relief, reviews, simulation, statements

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
    path("radar/", radar.RadarList.as_view(), name="radar"),
    path("radar/<int:pk>/", radar.radar_hit, name="radar_hit"),
    path("account/", statements.LedgerList.as_view(), name="ledger"),
    path("statements/", statements.StatementList.as_view(), name="statements"),
    path("statements/<int:pk>/", statements.statement, name="statement"),
    path("statements/<int:pk>/workbook/", statements.statement_xlsx, name="statement_xlsx"),
    path("statements/<int:pk>/paper/", statements.statement_pdf, name="statement_pdf"),
    path("reviews/", reviews.ReviewList.as_view(), name="reviews"),
    path("reviews/judged/", reviews.JudgedList.as_view(), name="reviews_judged"),
    path("reviews/next/", reviews.review_next, name="review_next"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/claim/", reviews.review_claim, name="review_claim"),
    path("reviews/<int:pk>/number/", reviews.review_number, name="review_number"),
    path("reviews/<int:pk>/call/", reviews.review_call, name="review_call"),
    path("reviews/<int:pk>/judge/", reviews.review_judge, name="review_judge"),
    path("simulation/<int:number>/", simulation.simulation, name="simulation"),
    path("simulations/<int:pk>/", simulation.simulation_result, name="simulation_result"),
]

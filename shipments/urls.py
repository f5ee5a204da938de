from django.urls import path

from shipments.views import acts, desk, duties, rulebook, shipment, trips, waybills, work

app_name = "shipments"
urlpatterns = [
    path("work/", work.work, name="work"),
    path("scan/", desk.arrival_desk, name="arrival_desk"),
    path("scan/events/", desk.take_scans, name="desk_scans"),
    path("scan/trip/", desk.trip_panel, name="desk_trip"),
    path("arrivals/", duties.ArrivalList.as_view(), name="arrivals"),
    path("runs/", duties.RunList.as_view(), name="runs"),
    path("problems/", duties.ProblemList.as_view(), name="problems"),
    path("trips/", trips.TripList.as_view(), name="trips"),
    path("trips/new/", trips.trip_create, name="trip_create"),
    path("trips/punctuality/", trips.trip_punctuality, name="trip_punctuality"),
    path("trips/<int:pk>/", trips.trip, name="trip"),
    path("trips/<int:pk>/edit/", trips.trip_edit, name="trip_edit"),
    path("trips/<int:pk>/report/", trips.trip_report, name="trip_report"),
    path("waybills/", waybills.WaybillList.as_view(), name="waybills"),
    path("waybills/by-phone/", waybills.waybills_by_phone, name="waybills_by_phone"),
    path("waybills/new/", waybills.waybill_new, name="waybill_new"),
    path("waybills/<str:number>/", shipment.shipment, name="shipment"),
    path("waybills/<str:number>/label/", waybills.label, name="label"),
    path("waybills/<str:number>/unmask/", shipment.unmask, name="unmask"),
    path("waybills/<str:number>/sign/", acts.sign, name="sign"),
    path("waybills/<str:number>/problem/", acts.problem, name="problem"),
    path("rulebook/", rulebook.rulebook, name="rulebook"),
    path("rulebook/preview/", rulebook.preview, name="rulebook_preview"),
    path("rulebook/<int:number>/", rulebook.edition, name="rulebook_edition"),
    path("rulebook/<int:number>/edit/", rulebook.edit, name="rulebook_edit"),
    path("rulebook/<int:number>/copy/", rulebook.copy, name="rulebook_copy"),
    path("rulebook/<int:number>/publish/", rulebook.publish, name="rulebook_publish"),
    path("rulebook/<int:number>/discard/", rulebook.discard, name="rulebook_discard"),
]

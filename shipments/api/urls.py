from django.urls import path

from shipments.api.views.quotations import QuotationCreate
from shipments.api.views.rulebook import RuleBookPreview
from shipments.api.views.scans import ScanUpload
from shipments.api.views.trips import TripDetail, TripList
from shipments.api.views.waybills import ShipmentDetail, WaybillCreate, WaybillDetail

urlpatterns = [
    path("scans/", ScanUpload.as_view(), name="scans"),
    path("line-haul-trips/", TripList.as_view(), name="trips"),
    path("line-haul-trips/<str:trip_no>/", TripDetail.as_view(), name="trip"),
    path("waybills/", WaybillCreate.as_view(), name="waybills"),
    path("waybills/<str:number>/", WaybillDetail.as_view(), name="waybill"),
    path("shipments/<str:number>/", ShipmentDetail.as_view(), name="shipment"),
    path("quotations/", QuotationCreate.as_view(), name="quotations"),
    path("rulebook/preview/", RuleBookPreview.as_view(), name="rulebook-preview"),
]

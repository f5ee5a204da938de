from django.urls import path

from shipments.quality.api.views import FineDetail, FineList

urlpatterns = [
    path("fines/", FineList.as_view(), name="fines"),
    path("fines/<int:pk>/", FineDetail.as_view(), name="fine"),
]

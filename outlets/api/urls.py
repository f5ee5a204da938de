from django.urls import path

from outlets.api.coverage import CoverageAnswer
from outlets.api.views import OutletDetail, OutletList

urlpatterns = [
    path("coverage/", CoverageAnswer.as_view(), name="coverage"),
    path("outlets/", OutletList.as_view(), name="outlets"),
    path("outlets/<str:code>/", OutletDetail.as_view(), name="outlet"),
]

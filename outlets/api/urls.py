from django.urls import path

from outlets.api.coverage import CoverageAnswer
from outlets.api.notices import NoticeDetail, NoticeList
from outlets.api.views import OutletDetail, OutletList

urlpatterns = [
    path("coverage/", CoverageAnswer.as_view(), name="coverage"),
    path("notices/", NoticeList.as_view(), name="notices"),
    path("notices/<int:pk>/", NoticeDetail.as_view(), name="notice"),
    path("outlets/", OutletList.as_view(), name="outlets"),
    path("outlets/<str:code>/", OutletDetail.as_view(), name="outlet"),
]

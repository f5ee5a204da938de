from django.urls import path

from shipments.quality.api.appeals import AppealDetail, AppealList, EvidenceFile, FineAppeals, FineReplies
from shipments.quality.api.views import FineDetail, FineList

urlpatterns = [
    path("fines/", FineList.as_view(), name="fines"),
    path("fines/<int:pk>/", FineDetail.as_view(), name="fine"),
    path("fines/<int:pk>/reply/", FineReplies.as_view(), name="fine-reply"),
    path("fines/<int:pk>/appeals/", FineAppeals.as_view(), name="fine-appeals"),
    path("appeals/", AppealList.as_view(), name="appeals"),
    path("appeals/<int:pk>/", AppealDetail.as_view(), name="appeal"),
    path("appeals/<int:pk>/evidence/<uuid:file>/", EvidenceFile.as_view(), name="appeal-evidence"),
]

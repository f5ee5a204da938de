from django.urls import path

from customers.views import duplicates, handovers, looks, merges

urlpatterns = [
    path("duplicates/", duplicates.DuplicateList.as_view(), name="duplicates"),
    path("duplicates/decided/", duplicates.DecidedList.as_view(), name="duplicates_decided"),
    path("duplicates/<int:pk>/", duplicates.duplicate, name="duplicate"),
    path("duplicates/<int:pk>/again/", duplicates.duplicate_again, name="duplicate_again"),
    path("<int:pk>/merge/", duplicates.compare_with, name="merge_with"),
    path("<int:pk>/merge/<int:other>/", duplicates.compare, name="merge"),
    path("merges/", merges.MergeList.as_view(), name="merges"),
    path("merges/<int:pk>/", merges.merged, name="merged"),
    path("merges/<int:pk>/undo/", merges.merge_undo, name="merge_undo"),
    path("handovers/", handovers.HandoverList.as_view(), name="handovers"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/answer/", handovers.handover_answer, name="handover_answer"),
    path("<int:pk>/hand-over/", handovers.handover_offer, name="handover_offer"),
    path("looks/", looks.looks, name="looks"),
    path("looks/<int:pk>/<str:day>/", looks.looks_of, name="looks_of"),
]

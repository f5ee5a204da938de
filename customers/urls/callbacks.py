from django.urls import path

from customers.views import callbacks

urlpatterns = [
    path("callbacks/", callbacks.CallbackList.as_view(), name="callbacks"),
    path("callbacks/planned/", callbacks.PlannedList.as_view(), name="callbacks_planned"),
    path("callbacks/all/", callbacks.AllList.as_view(), name="callbacks_all"),
    path("callbacks/coverage/", callbacks.CoverageList.as_view(), name="callback_coverage"),
    path("callbacks/<int:pk>/", callbacks.callback, name="callback"),
    path("callbacks/<int:pk>/snooze/", callbacks.callback_snooze, name="callback_snooze"),
]

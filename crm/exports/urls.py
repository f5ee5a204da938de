from django.urls import path

from crm.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.exporters_only(views.ExportList.as_view()), name="exports"),
    path("new/<slug:kind>/", views.new, name="new"),
    path("<int:pk>/", views.one, name="export"),
    path("<int:pk>/decide/", views.decision, name="decide"),
    path("<int:pk>/link/", views.link, name="link"),
    path("<int:pk>/file/", views.file, name="file"),
]

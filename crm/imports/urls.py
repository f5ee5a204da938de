from django.urls import path

from crm.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.importers_only(views.ImportFileList.as_view()), name="files"),
    path("upload/", views.upload, name="upload"),
    path("templates/<slug:kind>.csv", views.template, name="template"),
    path("<int:pk>/", views.file_report, name="file"),
    path("<int:pk>/commit/", views.commit, name="commit"),
    path("<int:pk>/discard/", views.discard, name="discard"),
    path("<int:pk>/columns/", views.assign, name="columns"),
    path("<int:pk>/undo/", views.undo, name="undo"),
    path("<int:pk>/refused.csv", views.refused_text, name="refused"),
    path("<int:pk>/refused.xlsx", views.refused_workbook, name="refused_xlsx"),
]

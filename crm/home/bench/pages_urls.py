from django.urls import path

from crm import urls
from crm.home.bench.pages import SELECT_1, select_1
from crm.home.bench.search import BY_KEY, ByKey

urlpatterns = [
    path(SELECT_1.removeprefix("/"), select_1),
    path(f"{BY_KEY.removeprefix('/')}<int:pk>/", ByKey.as_view()),
    *urls.urlpatterns,
]

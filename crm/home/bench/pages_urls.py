from django.urls import path

from crm import urls
from crm.home.bench.pages import SELECT_1, select_1

urlpatterns = [path(SELECT_1.removeprefix("/"), select_1), *urls.urlpatterns]

from django.urls import path

from crm import urls
from crm.home.bench.naive import NaiveScans

urlpatterns = [path("api/v1/scans/", NaiveScans.as_view()), *urls.urlpatterns]

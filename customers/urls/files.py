from django.urls import path

from customers.views import files

urlpatterns = [
    path("new/", files.customer_new, name="customer_new"),
    path("new/alike/", files.customer_alike, name="customer_alike"),
    path("<int:pk>/edit/", files.customer_edit, name="customer_edit"),
]

from django.urls import path

from customers.views import customer, customers

urlpatterns = [
    path("", customers.CustomerList.as_view(), name="customers"),
    path("search/", customers.search, name="search"),
    path("<int:pk>/", customer.customer, name="customer"),
]

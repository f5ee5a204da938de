from django.urls import path

from customers.api.leads import LeadDetail, LeadList
from customers.api.views import ContactList, CustomerDetail, CustomerList, CustomerSearch

urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customers"),
    path("customers/search/", CustomerSearch.as_view(), name="customers_search"),
    path("customers/<int:pk>/", CustomerDetail.as_view(), name="customer"),
    path("customers/<int:pk>/contacts/", ContactList.as_view(), name="contacts"),
    path("leads/", LeadList.as_view(), name="leads"),
    path("leads/<int:pk>/", LeadDetail.as_view(), name="lead"),
]

from django.urls import path

from customers.api.views import ContactList, CustomerDetail, CustomerList

urlpatterns = [
    path("customers/", CustomerList.as_view(), name="customers"),
    path("customers/<int:pk>/", CustomerDetail.as_view(), name="customer"),
    path("customers/<int:pk>/contacts/", ContactList.as_view(), name="contacts"),
]

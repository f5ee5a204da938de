from customers.urls import callbacks, churn, duplicates, files, key_accounts, leads, looking, market, tiers

app_name = "customers"
urlpatterns = [
    *looking.urlpatterns,
    *files.urlpatterns,
    *duplicates.urlpatterns,
    *tiers.urlpatterns,
    *callbacks.urlpatterns,
    *churn.urlpatterns,
    *leads.urlpatterns,
    *key_accounts.urlpatterns,
    *market.urlpatterns,
]

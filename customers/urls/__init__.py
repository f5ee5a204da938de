from customers.urls import (
    callbacks,
    churn,
    duplicates,
    files,
    greetings,
    key_accounts,
    leads,
    looking,
    loyalty,
    market,
    surveys,
    thanks,
    tiers,
)

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
    *greetings.urlpatterns,
    *thanks.urlpatterns,
    *surveys.urlpatterns,
    *loyalty.urlpatterns,
]

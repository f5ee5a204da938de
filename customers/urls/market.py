from django.urls import path

from customers.views import market

urlpatterns = [
    path("market/", market.market, name="market"),
    path("market/observations/", market.ObservationList.as_view(), name="market_history"),
    path("market/observations/new/", market.observation_new, name="observation_new"),
    path("market/networks/", market.CompetitorList.as_view(), name="competitors"),
    path("market/networks/new/", market.competitor_new, name="competitor_new"),
    path("market/networks/<slug:code>/", market.competitor, name="competitor"),
]

"""Points and rewards."""

from django.urls import path

from customers.views import loyalty

urlpatterns = [
    path("points/redeem/", loyalty.points_desk, name="points_desk"),
    path("points/rewards/", loyalty.RewardList.as_view(), name="rewards"),
    path("points/rewards/new/", loyalty.reward_new, name="reward_new"),
    path("points/rewards/<int:pk>/", loyalty.reward, name="reward"),
    path("points/terms/<str:tier>/", loyalty.loyalty_terms, name="loyalty_terms"),
    path("points/report/", loyalty.points_report, name="points_report"),
    path("<int:pk>/points/", loyalty.PointLedger.as_view(), name="points"),
    path("<int:pk>/points/redeem/", loyalty.redeem, name="redeem"),
    path("<int:pk>/points/correct/", loyalty.points_correct, name="points_correct"),
]

from django.urls import path

from customers.views import churn

urlpatterns = [
    path("churn/", churn.ChurnList.as_view(), name="churn_cases"),
    path("churn/all/", churn.AllChurnList.as_view(), name="churn_all"),
    path("churn/report/", churn.churn_report, name="churn_report"),
    path("churn/<int:pk>/", churn.churn_case, name="churn_case"),
    path("churn/<int:pk>/cause/", churn.churn_cause, name="churn_cause"),
    path("churn/<int:pk>/measure/", churn.churn_measure, name="churn_measure"),
    path("churn/<int:pk>/give-up/", churn.churn_give_up, name="churn_give_up"),
]

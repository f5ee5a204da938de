"""Thanks after a delivery, and the consent centre."""

from django.urls import path

from customers.views import consent_centre, thanks

urlpatterns = [
    path("thanks/", thanks.ThanksList.as_view(), name="thanks"),
    path("thanks/kept/", thanks.KeptList.as_view(), name="thanks_kept"),
    path("thanks/policies/", thanks.policies, name="thanks_policies"),
    path("thanks/policies/<str:tier>/", thanks.policy_edit, name="thanks_policy_edit"),
    path("<int:pk>/reach/", consent_centre.centre, name="consent_centre"),
    path("<int:pk>/everything/", consent_centre.everything, name="person_file"),
]

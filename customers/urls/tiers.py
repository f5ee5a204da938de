from django.urls import path

from crm.accounts.roles import HQ_ROLES
from customers.views import tiers
from outlets.permissions import needs

urlpatterns = [
    path("tiers/", tiers.TierList.as_view(), name="tiers"),
    path("<int:pk>/tier/", tiers.tier, name="tier"),
    path("tiers/overrides/", needs(HQ_ROLES)(tiers.OverrideList.as_view()), name="tier_overrides"),
    path("tiers/overrides/<int:pk>/decide/", tiers.override_decide, name="tier_override_decide"),
    path("tiers/overrides/<int:pk>/lift/", tiers.override_lift, name="tier_override_lift"),
    path("tiers/what-if/", tiers.tier_what_if, name="tier_what_if"),
    path("tiers/thresholds/", tiers.thresholds, name="tier_thresholds"),
    path("tiers/thresholds/<int:number>/", tiers.thresholds_edition, name="tier_thresholds_edition"),
    path("tiers/thresholds/<int:number>/copy/", tiers.thresholds_copy, name="tier_thresholds_copy"),
    path("tiers/thresholds/<int:number>/edit/", tiers.thresholds_edit, name="tier_thresholds_edit"),
    path("tiers/thresholds/<int:number>/propose/", tiers.thresholds_propose, name="tier_thresholds_propose"),
    path("tiers/thresholds/<int:number>/take-back/", tiers.thresholds_take_back, name="tier_thresholds_take_back"),
    path("tiers/thresholds/<int:number>/publish/", tiers.thresholds_publish, name="tier_thresholds_publish"),
    path("tiers/thresholds/<int:number>/discard/", tiers.thresholds_discard, name="tier_thresholds_discard"),
    path("service-levels/", tiers.service_levels, name="service_levels"),
    path("service-levels/<str:tier>/", tiers.service_level_edit, name="service_level_edit"),
]

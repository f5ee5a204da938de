from django.urls import path

from crm.accounts.roles import HQ_ROLES
from customers.views import lead_origins, lead_reports, leads
from outlets.permissions import needs

urlpatterns = [
    path("leads/", leads.LeadList.as_view(), name="leads"),
    path("leads/queue/", needs(HQ_ROLES)(leads.LeadQueue.as_view()), name="leads_queue"),
    path("leads/all/", leads.AllLeads.as_view(), name="leads_all"),
    path("leads/new/", leads.lead_new, name="lead_new"),
    path("leads/call/", leads.lead_call, name="lead_call"),
    path("leads/funnel/", lead_reports.lead_funnel, name="lead_funnel"),
    path("leads/sources/", lead_reports.lead_sources, name="lead_sources"),
    path("leads/costs/", lead_origins.SourceCostList.as_view(), name="source_costs"),
    path("leads/costs/new/", lead_origins.source_cost_new, name="source_cost_new"),
    path("leads/events/", lead_origins.LeadEventList.as_view(), name="lead_events"),
    path("leads/events/new/", lead_origins.lead_event_new, name="lead_event_new"),
    path("leads/events/<int:pk>/", lead_origins.lead_event, name="lead_event"),
    path("leads/<int:pk>/", leads.lead, name="lead"),
    path("leads/<int:pk>/edit/", leads.lead_edit, name="lead_edit"),
    path("leads/<int:pk>/step/", leads.lead_step, name="lead_step"),
    path("leads/<int:pk>/lose/", leads.lead_lose, name="lead_lose"),
    path("leads/<int:pk>/win/", leads.lead_win, name="lead_win"),
    path("leads/<int:pk>/unmask/", leads.lead_unmask, name="lead_unmask"),
    path("leads/<int:pk>/assign/", leads.lead_assign, name="lead_assign"),
]

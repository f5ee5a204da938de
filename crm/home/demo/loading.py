"""Loading the demo network as one act: a load that is killed half-way has never happened."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from crm.home.demo.account import write_account
from crm.home.demo.appeals import write_appeals
from crm.home.demo.around import write_around
from crm.home.demo.blueprint import outlets as outlets_on_paper
from crm.home.demo.callbacks import write_callbacks
from crm.home.demo.churn import write_churn
from crm.home.demo.counter import write_counter
from crm.home.demo.customer_duplicates import write_duplicates
from crm.home.demo.customer_files import write_customer_files
from crm.home.demo.customer_service import write_customer_service
from crm.home.demo.customer_touches import write_customer_touches
from crm.home.demo.feeding import feed
from crm.home.demo.greetings import write_greetings
from crm.home.demo.key_accounts import write_key_accounts
from crm.home.demo.leads import write_leads
from crm.home.demo.market import write_market
from crm.home.demo.messages import write_messages
from crm.home.demo.network import write_firms, write_network
from crm.home.demo.phones import write_phones
from crm.home.demo.pictures import write_pictures
from crm.home.demo.points import write_points
from crm.home.demo.problems import write_problems
from crm.home.demo.reviews import write_reviews
from crm.home.demo.rule_drafts import write_rule_draft
from crm.home.demo.surveys import write_surveys
from crm.home.demo.thanks import write_thanks
from crm.home.demo.tiers import write_tiers
from crm.home.demo.traffic import Size, plan_traffic
from crm.home.demo.watching import write_watching
from crm.shared.errors import Refused
from customers.services.searching import refresh_missing
from outlets.models import Outlet, Region
from shipments.quality.services.sweeping import sweep

_LOCK = 0x44454D4F  # any constant: who loads or removes the demo holds it


def load(
    size: Size,
    *,
    seed: int,
    at: datetime,
    progress: Callable[[str], None],
    when_planned: Callable[[], None] = lambda: None,
) -> None:
    """Load the demo network with its traffic up to `at`. The database is needed only after `when_planned`.

    raises   Refused when the database already has a network: demo logins, known to everybody, stand beside nothing real
    writes   nearly everything
    """
    plans = outlets_on_paper(size.outlets)
    traffic = plan_traffic(plans, size=size, seed=seed, now=at)
    progress(f"{len(traffic.posted)} waybills planned")
    when_planned()
    since = at - timedelta(days=size.days)
    # Outside the transaction: the lock that a new partition takes would be held until its end.
    for instant in (since, at):
        sweep(instant)
    with transaction.atomic():
        _hold()
        if Region.objects.exists() or Outlet.objects.exists():
            raise Refused(_("This database already has a network: the demo needs an empty one."), code="network_exists")
        outlets = write_network(plans, trade=traffic.trade, seed=seed)
        write_firms(traffic.firms, outlets=outlets, at=since)
        progress(f"{len(outlets)} outlets opened")
        feed(traffic, outlets=outlets, now=at, progress=progress)
        write_counter(plans, outlets, seed=seed, at=at)
        write_tiers(since=since, at=at)
        write_leads(seed=seed, at=at)
        write_market(seed=seed, at=at)
        write_churn(seed=seed, at=at)
        write_customer_files(seed=seed, at=at)
        write_customer_service(seed=seed, at=at)
        write_customer_touches(seed=seed, at=at)
        write_around(seed=seed, at=at)
        write_phones(seed=seed, at=at)
        write_pictures(seed=seed, at=at)
        write_problems(seed=seed, at=at)
        write_appeals(seed=seed, at=at)
        write_reviews(seed=seed, at=at)
        write_watching(seed=seed, at=at)
        write_key_accounts(at=at)
        write_account(at=at)
        write_rule_draft(at=at)
        write_duplicates(at=at)
        write_callbacks(seed=seed, at=at)
        write_surveys(seed=seed, at=at)
        write_thanks(at=at)
        write_greetings(at=at)
        write_messages(seed=seed, at=at)
        write_points(at=at)
        refresh_missing()


def _hold() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

"""Taking the demo network away: its regions, hubs, outlets, users and courses, and every row that refers to them.

The tables are found by their foreign keys, so an app that comes later needs no line here.
"""

from collections.abc import Iterable

from django.apps import apps
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from crm.accounts.models import User
from crm.calendar.models import CalendarYear
from crm.home.demo.customer_files import FIELD_PREFIX
from crm.home.demo.logins import USERNAME_PREFIX
from crm.home.demo.names import PHONE_PREFIX
from crm.home.demo.pictures import remove_pictures
from crm.home.demo.places import REGION_PREFIX
from crm.home.demo.points import MADE_UP
from crm.home.demo.ranges import COUNTRY, NOT_OURS
from crm.home.sql import removal as sql
from crm.outbox.models import Reply, SpentDay, Suppression
from crm.shared.errors import Refused
from customers.models import Competitor, CustomField, Lead, Reward, Survey, TierEvaluation, TierThresholds, TierVerdict
from outlets.models import CallScript, Hub, Notice, NoticeVersion, Outlet, Region, ServiceArea, TrainingCourse
from shipments.models import Piece, PriceTable, RuleEdition

#: Stays although a demo user signed it: an edition of the rule book and a call script are nobody's demo.
RELEASED = (
    *(model._meta.get_field("published_by") for model in (RuleEdition, PriceTable, CallScript, TierThresholds, Survey)),
    CalendarYear._meta.get_field("confirmed_by"),
    *(model._meta.get_field("proposed_by") for model in (RuleEdition, PriceTable, TierThresholds)),
)
#: Goes with whoever proposed it: what nobody has published yet.
_PROPOSED = f"""published_at IS NULL AND proposed_by_id IN (
    SELECT id FROM {User._meta.db_table} WHERE username LIKE '{USERNAME_PREFIX}%')"""
#: Nobody's notices, to outlets of the demo.
_TOLD_BY_THE_SWEEP = f"""{{publisher}} IS NULL AND {{notice}} IN (
    SELECT audience.notice_id
      FROM {Notice.outlets.through._meta.db_table} AS audience
      JOIN {Outlet._meta.db_table} AS outlet ON outlet.id = audience.outlet_id
      JOIN {Region._meta.db_table} AS region ON region.id = outlet.region_id
     WHERE region.code LIKE '{REGION_PREFIX}%')"""
#: Evaluations of nobody but the demo's customers.
_EVALUATED = f"""id NOT IN (
    SELECT verdict.evaluation_id
      FROM {TierVerdict._meta.db_table} AS verdict
      JOIN {Outlet._meta.db_table} AS outlet ON outlet.id = verdict.outlet_id
      JOIN {Region._meta.db_table} AS region ON region.id = outlet.region_id
     WHERE region.code NOT LIKE '{REGION_PREFIX}%')"""
Model = type[models.Model]


@transaction.atomic
def remove() -> dict[str, int]:
    """Remove all that belongs to the demo. Returns the rows deleted by table; nothing when there is no demo.

    raises   Refused when an outlet that is not the demo's stands in a demo region or under a demo hub
    """
    seeds = {
        Region: f"code LIKE '{REGION_PREFIX}%'",
        Hub: f"code LIKE '{REGION_PREFIX}%'",
        User: f"username LIKE '{USERNAME_PREFIX}%'",
        ServiceArea: f"outlet_id IS NULL AND remark IN ('{COUNTRY}', '{NOT_OURS}')",
        Lead: f"outlet_id IS NULL AND phone LIKE '{PHONE_PREFIX}%'",
        TrainingCourse: f"code LIKE '{REGION_PREFIX}%'",
        Reward: f"name LIKE '%{MADE_UP}'",
        Competitor: f"code LIKE '{REGION_PREFIX}%'",
        CustomField: f"code LIKE '{FIELD_PREFIX}%'",
        RuleEdition: _PROPOSED,
        PriceTable: _PROPOSED,
        TierThresholds: _PROPOSED,
        TierEvaluation: _EVALUATED,
        Reply: f"address LIKE '{PHONE_PREFIX}%'",
        Suppression: f"address LIKE '{PHONE_PREFIX}%'",
        SpentDay: "true",
        Notice: _TOLD_BY_THE_SWEEP.format(publisher="publisher_id", notice="id"),
        NoticeVersion: _TOLD_BY_THE_SWEEP.format(publisher="published_by_id", notice="notice_id"),
    }
    if not Region.objects.filter(code__startswith=REGION_PREFIX).exists():
        return {}
    _check_nobody_else()
    deleted = {}
    with connection.cursor() as cursor:
        cursor.execute(sql.ALLOW)
        order = _referenced_first(apps.get_models(include_auto_created=True))
        doomed: dict[Model, str] = {}
        for model in order:
            if condition := " OR ".join(filter(None, (seeds.get(model), _refers(model, doomed)))):
                _doom(cursor, model, condition)
                doomed[model] = condition
        _release(cursor, doomed)
        if Piece in doomed:
            cursor.execute(sql.DELETE_KEYS.format(doomed=_name(Piece)))
        for model in reversed(list(doomed)):
            cursor.execute(sql.DELETE.format(table=model._meta.db_table, condition=_mine(model, doomed)))
            if cursor.rowcount:
                deleted[model._meta.db_table] = cursor.rowcount
    transaction.on_commit(remove_pictures)
    return deleted


def _check_nobody_else() -> None:
    strangers = Outlet.objects.exclude(region__code__startswith=REGION_PREFIX).filter(
        hub__code__startswith=REGION_PREFIX
    )
    if stranger := strangers.first():
        raise Refused(
            _("%(outlet)s is no demo outlet but belongs to a demo hub: give it another hub first.")
            % {"outlet": stranger.code},
            code="hub_in_use",
        )


def _referenced_first(all_models: Iterable[Model]) -> list[Model]:
    """Every table after those it refers to."""
    order: dict[Model, None] = {}
    seen: set[Model] = set()

    def visit(model: Model) -> None:
        if model in seen:
            return
        seen.add(model)
        for key in _keys(model):
            visit(key.related_model)
        order[model] = None

    for model in all_models:
        if model._meta.managed and not model._meta.proxy:
            visit(model)
    return list(order)


def _keys(model: Model) -> list[models.ForeignKey]:
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is not model
    ]


def _refers(model: Model, doomed: dict[Model, str]) -> str:
    """The condition that a row refers to something doomed; empty when the table cannot."""
    return " OR ".join(
        sql.REFERS.format(column=key.column, doomed=_name(key.related_model))
        for key in _keys(model)
        if key.related_model in doomed and key not in RELEASED
    )


def _doom(cursor, model: Model, condition: str) -> None:
    """Note the ids, for the tables that refer to this one."""
    if isinstance(model._meta.pk, models.CompositePrimaryKey):
        return
    names = {"doomed": _name(model), "table": model._meta.db_table, "key": model._meta.pk.column}
    cursor.execute(sql.DOOM.format(condition=condition, **names))
    cursor.execute(sql.ANALYZE.format(doomed=_name(model)))


def _mine(model: Model, doomed: dict[Model, str]) -> str:
    if isinstance(model._meta.pk, models.CompositePrimaryKey):
        return doomed[model]
    return sql.REFERS.format(column=model._meta.pk.column, doomed=_name(model))


def _release(cursor, doomed: dict[Model, str]) -> None:
    for key in RELEASED:
        if key.related_model in doomed:
            condition = sql.REFERS.format(column=key.column, doomed=_name(key.related_model))
            names = {"table": key.model._meta.db_table, "column": key.column}
            cursor.execute(sql.RELEASE.format(condition=condition, **names))


def _name(model: Model) -> str:
    return f"doomed_{model._meta.db_table}"

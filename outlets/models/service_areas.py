from typing import Any, Self

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import StrIndex
from django.utils.translation import gettext_lazy as _

from outlets.models.network import Outlet

LEVELS = ("province", "city", "district", "town")


class ServiceAreaQuerySet(models.QuerySet["ServiceArea"]):
    def visible_to(self, user: object) -> Self:
        """Where the network delivers is no secret: everybody who has any business here reads the whole table."""
        return self

    def named_in(self, text: str) -> Self:
        """Rows whose city, district or town the text may name, by their stems."""
        places = {f"at_{level}": StrIndex(Value(text), f"{level}_stem") for level in ("city", "district", "town")}
        return self.annotate(**places).filter(
            Q(at_city__gt=0) | (Q(at_district__gt=0) & ~Q(district_stem="")) | (Q(at_town__gt=0) & ~Q(town_stem=""))
        )


class ServiceArea(models.Model):
    """One row of the service-range table (全国区域表): who delivers there, or that nobody does (超区).

    An empty town means the rest of the district, an empty district the rest of the city. What a search compares
    is derived from the names when a row is written: `outlets.services.service_areas`.
    """

    province = models.CharField(_("province"), max_length=30, blank=True)
    city = models.CharField(_("city"), max_length=30)
    district = models.CharField(_("district"), max_length=30, blank=True)
    town = models.CharField(_("town or street"), max_length=30, blank=True)
    outlet = models.ForeignKey(
        Outlet,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="areas",
        verbose_name=_("outlet"),
        help_text=_("Empty: out of area, nobody delivers there."),
    )
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    city_stem = models.CharField(max_length=30, editable=False)
    district_stem = models.CharField(max_length=30, blank=True, editable=False)
    town_stem = models.CharField(max_length=30, blank=True, editable=False)
    name = models.CharField(max_length=120, editable=False, help_text="All levels in one.")
    pinyin = models.CharField(max_length=400, editable=False, help_text="Each level's reading after a blank.")
    initials = models.CharField(max_length=120, editable=False, help_text="Each level's, then city to town in one.")

    objects = ServiceAreaQuerySet.as_manager()

    class Meta:
        ordering = ["province", "city", "district", "town"]
        indexes = [models.Index(fields=["name", "id"], name="service_area_by_name")]
        constraints = [models.UniqueConstraint(fields=list(LEVELS), name="service_area_once")]

    def __str__(self) -> str:
        return self.name

    def key(self) -> tuple[Any, ...]:
        return tuple(getattr(self, level) for level in LEVELS)

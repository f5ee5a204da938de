"""Holidays as the library knows them: years that are decreed are confirmed, what comes after is a draft."""

from django.db import migrations
from django.utils import timezone

from crm.calendar.library import library_year

YEARS = range(2015, 2028)


def fill(apps, schema_editor):
    year_model = apps.get_model("calendar", "CalendarYear")
    day_model = apps.get_model("calendar", "CalendarDay")
    now = timezone.now()
    for year in YEARS:
        days = library_year(year)
        decreed = now if any(each.worked for each in days) else None
        year_model.objects.create(year=year, drafted_at=now, confirmed_at=decreed)
        day_model.objects.bulk_create(
            day_model(day=each.day, kind="workday" if each.worked else "holiday", name=each.name) for each in days
        )


def empty(apps, schema_editor):
    apps.get_model("calendar", "CalendarDay").objects.all().delete()
    apps.get_model("calendar", "CalendarYear").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [migrations.RunPython(fill, empty)]

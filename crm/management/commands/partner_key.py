"""manage.py partner_key NAME: a key for a partner's system, alone on the last line."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from crm.partners.scopes import Scope
from crm.partners.services.keys import issue_key
from outlets.models import Outlet


class Command(BaseCommand):
    help = "Makes a key for a partner's system and prints it once; only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--scope", action="append", choices=[str(s) for s in Scope], help="May be repeated; default: every scope."
        )
        parser.add_argument("--outlet", action="append", metavar="CODE", help="May be repeated; default: every outlet.")
        parser.add_argument("--expires-days", type=int, metavar="N", help="Default: never.")

    def handle(self, *args: Any, **options: Any) -> None:
        now, days = timezone.now(), options["expires_days"]
        if days is not None and days < 1:
            raise CommandError("--expires-days wants a day or more.")
        codes = sorted(set(options["outlet"] or ()))
        if unknown := set(codes) - set(Outlet.objects.filter(code__in=codes).values_list("code", flat=True)):
            raise CommandError(f"There is no outlet {', '.join(sorted(unknown))}.")
        row, text = issue_key(
            options["name"],
            scopes=set(options["scope"] or Scope),
            outlet_codes=codes,
            expires_at=now + timedelta(days=days) if days else None,
            at=now,
        )
        self.stdout.write(f"Key of {row.name}: {', '.join(row.scopes)}; {', '.join(codes) or 'every outlet'}.")
        self.stdout.write("It is shown this once:")
        self.stdout.write(text)

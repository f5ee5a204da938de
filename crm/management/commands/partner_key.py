"""manage.py partner_key NAME: a key for a partner's system, alone on the last line; --list and --revoke PREFIX."""

from argparse import ArgumentParser
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from crm.audit.services.recording import record_act
from crm.partners.models import PartnerKey
from crm.partners.scopes import Scope
from crm.partners.services.keys import issue_key, revoke_key
from outlets.models import Outlet


class Command(BaseCommand):
    help = "Makes a key for a partner's system and prints it once (only its hash is kept); lists and revokes keys."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", nargs="?", help="Whose key: a new one is made.")
        parser.add_argument(
            "--scope", action="append", choices=[str(s) for s in Scope], help="May be repeated; default: every scope."
        )
        parser.add_argument("--outlet", action="append", metavar="CODE", help="May be repeated; default: every outlet.")
        parser.add_argument("--expires-days", type=int, metavar="N", help="Default: never.")
        parser.add_argument("--list", action="store_true", help="Show every key by its beginning, and its state.")
        parser.add_argument("--revoke", metavar="PREFIX", help="End the key that begins so; see --list.")

    def handle(self, *args: Any, **options: Any) -> None:
        at, wanted = timezone.now(), [options["name"], options["list"], options["revoke"]]
        if sum(map(bool, wanted)) != 1:
            raise CommandError("Give a NAME to make a key, or --list, or --revoke PREFIX.")
        if options["list"]:
            self._list(at)
        elif options["revoke"]:
            self._revoke(options["revoke"], at=at)
        else:
            self._issue(options, at=at)

    def _list(self, at: datetime) -> None:
        for key in PartnerKey.objects.all():
            used = f"{timezone.localtime(key.last_used_at):%Y-%m-%d %H:%M}" if key.last_used_at else "never"
            where = ", ".join(key.outlet_codes) or "every outlet"
            state = _state(key, at=at)
            self.stdout.write(f"{key.prefix}  {state}  {key.name}: {', '.join(key.scopes)}; {where}; last used {used}")

    @transaction.atomic
    def _revoke(self, prefix: str, *, at: datetime) -> None:
        try:
            key = PartnerKey.objects.get(prefix=prefix)
        except PartnerKey.DoesNotExist:
            raise CommandError(f"No key begins with {prefix}: --list shows them.") from None
        if key.revoked_at:
            self.stdout.write(f"The key {prefix} of {key.name} was revoked before.")
            return
        revoke_key(key, at=at)
        record_act("partner_key.revoke", f"partners.partnerkey:{key.prefix}", by=None, at=at, detail={"name": key.name})
        self.stdout.write(f"The key {prefix} of {key.name} is revoked: it opens nothing from now on.")

    @transaction.atomic
    def _issue(self, options: dict[str, Any], *, at: datetime) -> None:
        days, codes = options["expires_days"], sorted(set(options["outlet"] or ()))
        if days is not None and days < 1:
            raise CommandError("--expires-days wants a day or more.")
        if unknown := set(codes) - set(Outlet.objects.filter(code__in=codes).values_list("code", flat=True)):
            raise CommandError(f"There is no outlet {', '.join(sorted(unknown))}.")
        row, text = issue_key(
            options["name"],
            scopes=set(options["scope"] or Scope),
            outlet_codes=codes,
            expires_at=at + timedelta(days=days) if days else None,
            at=at,
        )
        told = {"name": row.name, "scopes": row.scopes, "outlets": codes}
        record_act("partner_key.issue", f"partners.partnerkey:{row.prefix}", by=None, at=at, detail=told)
        self.stdout.write(f"Key of {row.name}: {', '.join(row.scopes)}; {', '.join(codes) or 'every outlet'}.")
        self.stdout.write("It is shown this once:")
        self.stdout.write(text)


def _state(key: PartnerKey, *, at: datetime) -> str:
    if key.revoked_at:
        return "revoked"
    return "expired" if key.expires_at and key.expires_at <= at else "works"

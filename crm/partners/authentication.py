"""`Authorization: Bearer <key>`."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from crm.partners.models import PartnerKey
from crm.partners.principal import Partner
from crm.partners.services.keys import MARK, note_use, usable_key


class PartnerKeyAuthentication(BaseAuthentication):
    def authenticate(self, request: Request) -> tuple[Partner, PartnerKey] | None:
        scheme, _space, given = get_authorization_header(request).strip().partition(b" ")
        if not scheme:
            return None
        now, text = timezone.now(), given.strip().decode("ascii", "replace")
        key = usable_key(text, at=now) if scheme.lower() == b"bearer" and text.startswith(MARK) else None
        if key is None:
            raise AuthenticationFailed(_("This key is unknown, expired or revoked."))
        note_use(key, at=now)
        return _partner(key), key

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def _partner(key: PartnerKey) -> Partner:
    return Partner(
        key_id=key.pk,
        name=key.name,
        prefix=key.prefix,
        scopes=frozenset(key.scopes),
        outlet_codes=tuple(key.outlet_codes),
        requests_per_minute=key.requests_per_minute,
    )


class PartnerKeyScheme(OpenApiAuthenticationExtension):
    """Registers itself with drf-spectacular by being defined."""

    target_class = PartnerKeyAuthentication
    name = "PartnerKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A partner key: manage.py partner_key NAME."}

"""PostgreSQL and Valkey: DATABASE_URL and REDIS_URL when set, else the embedded servers' sockets."""

from urllib.parse import parse_qsl, unquote, urlsplit

from crm.local.places import embedded_database, embedded_redis_url
from crm.settings import environment


def from_url(url: str) -> dict[str, object]:
    """A `postgresql://user:password@host:port/name?option=value` URL as Django's dictionary."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise SystemExit("DATABASE_URL must begin with postgresql://")
    return {
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }


_url = environment.text("DATABASE_URL")
DATABASES = {
    "default": {
        **(from_url(_url) if _url else embedded_database()),
        "ENGINE": "crm.shared.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS_URL = environment.text("REDIS_URL") or embedded_redis_url()
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 0.2},
    }
}

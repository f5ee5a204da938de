"""A broker must keep every queued task. (Not in `valkey.py`: that must load before the packages exist.)"""

from redis import Redis
from redis.exceptions import RedisError


def eviction_problem(url: str) -> str | None:
    """One sentence if this Redis would drop queued tasks, or does not answer; else None."""
    try:
        with Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as link:
            policy = link.info("memory").get("maxmemory_policy", "noeviction")
    except RedisError as error:
        return f"The Redis at REDIS_URL does not answer ({error}): start it, or unset REDIS_URL."
    if policy == "noeviction":
        return None
    return f"Redis drops queued tasks under maxmemory-policy {policy}: set it to noeviction and start again."

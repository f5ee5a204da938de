"""Django settings, one concern a file. Every name Django reads is a capital in one of these modules."""

from types import ModuleType

from crm.settings import apps, auth, calls, celery, database, i18n, outbox, rest, retention, security, static, web


def _gather(*concerns: ModuleType) -> dict[str, object]:
    """All capitals of the concern modules; the same name in two of them is a mistake."""
    found: dict[str, object] = {}
    for concern in concerns:
        for name, value in vars(concern).items():
            if name.isupper():
                if name in found and found[name] is not value:
                    raise RuntimeError(f"Setting {name} stands in two files of crm/settings.")
                found[name] = value
    return found


globals().update(_gather(apps, auth, calls, celery, database, i18n, outbox, rest, retention, security, static, web))

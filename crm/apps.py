"""The project itself as an app: its management commands, and the Celery app bound at start."""

from django.apps import AppConfig


class CrmConfig(AppConfig):
    name = "crm"
    label = "crm"

    def ready(self) -> None:
        # Here and not in crm/__init__.py: importing a pure rule must load neither Celery nor Django.
        import crm.celery  # noqa: F401

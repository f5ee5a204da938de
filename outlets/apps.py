from django.apps import AppConfig


class OutletsConfig(AppConfig):
    name = "outlets"

    def ready(self) -> None:
        from crm.imports.registry import register
        from outlets.imports.network import OUTLETS, STAFF

        register(OUTLETS)
        register(STAFF)

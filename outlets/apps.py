from django.apps import AppConfig


class OutletsConfig(AppConfig):
    name = "outlets"

    def ready(self) -> None:
        from crm.imports.registry import register
        from outlets.imports.network import OUTLETS, STAFF
        from outlets.imports.service_areas import SERVICE_AREAS
        from outlets.imports.training import TRAINING

        for importer in (OUTLETS, STAFF, TRAINING, SERVICE_AREAS):
            register(importer)

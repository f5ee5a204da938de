from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "shipments.quality"
    label = "quality"

    def ready(self) -> None:
        from crm.imports.registry import register
        from shipments.quality.imports import WEIGHTS
        from shipments.quality.panels import hang_all

        register(WEIGHTS)
        hang_all()

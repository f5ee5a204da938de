from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "shipments.quality"
    label = "quality"

    def ready(self) -> None:
        from shipments.quality.panels import hang_all

        hang_all()

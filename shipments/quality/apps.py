from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "shipments.quality"
    label = "quality"

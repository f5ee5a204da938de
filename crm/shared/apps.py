from django.apps import AppConfig


class SharedConfig(AppConfig):
    name = "crm.shared"
    label = "shared"

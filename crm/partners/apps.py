from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "crm.partners"
    label = "partners"

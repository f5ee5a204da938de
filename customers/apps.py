from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from crm.imports.registry import register
        from customers.imports.leads import LEADS
        from customers.imports.market import MARKET
        from customers.panels import hang_panels

        register(MARKET)
        register(LEADS)
        hang_panels()

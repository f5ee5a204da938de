from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from crm.imports.registry import register
        from customers.imports.customers import CUSTOMERS
        from customers.imports.leads import LEADS
        from customers.imports.market import MARKET
        from customers.panels import hang_panels

        for importer in (CUSTOMERS, LEADS, MARKET):
            register(importer)
        hang_panels()

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from crm.exports.registry import register as register_export
        from crm.imports.registry import register
        from customers.exports import EXPORT
        from customers.imports.customers import CUSTOMERS
        from customers.imports.leads import LEADS
        from customers.imports.market import MARKET
        from customers.panels import hang_panels

        for importer in (CUSTOMERS, LEADS, MARKET):
            register(importer)
        register_export(EXPORT)
        hang_panels()

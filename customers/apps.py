from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "customers"

    def ready(self) -> None:
        from crm.exports.registry import register as register_export
        from crm.imports.registry import register
        from crm.outbox import checks, followers
        from crm.outbox.refusals import listen
        from customers.exports import EXPORTS
        from customers.imports.customers import CUSTOMERS
        from customers.imports.leads import LEADS
        from customers.imports.market import MARKET
        from customers.panels import hang_panels
        from customers.services import greeting_checks, thanks
        from customers.services.replied_refusals import note_replied

        for importer in (CUSTOMERS, LEADS, MARKET):
            register(importer)
        for exporter in EXPORTS:
            register_export(exporter)
        checks.register(greeting_checks.check)
        hang_panels()
        listen(note_replied)
        checks.register(thanks.held)
        followers.follow(thanks.PREFIX, thanks.heard)

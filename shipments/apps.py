from django.apps import AppConfig


class ShipmentsConfig(AppConfig):
    name = "shipments"

    def ready(self) -> None:
        from crm.imports.registry import register
        from shipments.imports.scans import SCANS
        from shipments.imports.trips import TRIPS
        from shipments.imports.waybills import WAYBILLS
        from shipments.panels import hang_panels
        from shipments.queries.measures import fill_measures
        from shipments.queries.own_figures import fill_own_figures
        from shipments.queries.troubles import fill_troubles

        for importer in (WAYBILLS, TRIPS, SCANS):
            register(importer)
        hang_panels()
        fill_measures()
        fill_own_figures()
        fill_troubles()

from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "crm.home"
    label = "home"

    def ready(self) -> None:
        from crm.home.demo.logins import demo_is_loaded
        from crm.outbox.channels.base import keep_inside

        keep_inside(demo_is_loaded)

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.desk import connect_rooms  # noqa: PLC0415 - models must be loaded

        connect_rooms()

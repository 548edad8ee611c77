from django.apps import AppConfig
from django.conf import settings


class TsunagariConfig(AppConfig):
    name = "tsunagari"

    def ready(self) -> None:
        from tsunagari import checks  # noqa: F401, PLC0415 - registers once the settings are read

        if settings.SENTRY_DSN:
            import sentry_sdk  # noqa: PLC0415 - 0.1 s that a site without it does not pay

            sentry_sdk.init(
                settings.SENTRY_DSN,
                send_default_pii=False,
                # What people write in forms leaves this machine by no report.
                max_request_body_size="never",
                include_local_variables=False,
            )

from django.apps import AppConfig


class HandbooksConfig(AppConfig):
    name = "handbooks"
    default_auto_field = "django.db.models.BigAutoField"

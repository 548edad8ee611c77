from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate

from courses.frozen import install_triggers, remove_triggers


class CoursesConfig(AppConfig):
    name = "courses"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        pre_migrate.connect(remove_triggers, sender=self, dispatch_uid="courses.thawed")
        post_migrate.connect(install_triggers, sender=self, dispatch_uid="courses.frozen")

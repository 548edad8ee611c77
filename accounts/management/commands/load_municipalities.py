from django.core.management.base import BaseCommand

from accounts.municipalities import load_municipalities


class Command(BaseCommand):
    help = "Store the 47 prefectures and 1,741 municipalities of Japan; safe to run again."

    def handle(self, *_args: object, **_options: object) -> None:
        prefectures, municipalities = load_municipalities()
        self.stdout.write(f"{prefectures} prefectures, {municipalities} municipalities")

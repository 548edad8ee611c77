"""The bare view's application: the site's settings, but sessions and users alone on the way."""

import os

import django
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tsunagari.settings")
django.setup()  # allauth insists on its middleware at this point

settings.MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
settings.ROOT_URLCONF = "tests.benches.bare_urls"

from django.core.wsgi import get_wsgi_application  # noqa: E402 - after its settings

application = get_wsgi_application()

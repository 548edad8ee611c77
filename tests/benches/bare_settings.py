"""The site's own settings for the bare view: sessions and users, and nothing else on the way."""

from tsunagari.settings import *  # noqa: F403 - the same database, pool and session engine

MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "tests.benches.bare_urls"

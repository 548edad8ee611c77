from django.urls import URLPattern, URLResolver, include, path

from tsunagari import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("allauth.urls")),
    path("", include("accounts.urls")),
    path("", include("learning.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("theme.urls")),
    path("", include("content.urls")),
    path("", include("authoring.urls")),
    path("", include("windows.urls")),
    path("", include("activities.urls")),
    path("", include("portal.urls")),
    path("", include("demo.urls")),
    path("", include("certificates.urls")),
    path("", include("trainings.urls")),
    path("", include("lecturers.urls")),
    path("", include("reporting.urls")),
]

handler400 = "tsunagari.errors.bad_request"
handler403 = "tsunagari.errors.permission_denied"
handler404 = "tsunagari.errors.page_not_found"
handler429 = "tsunagari.errors.too_many_requests"  # of allauth
handler500 = "tsunagari.errors.server_error"

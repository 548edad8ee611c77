from django.urls import include, path

from portal.views import desk, home, information, jobs, my_page

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("me/", my_page.my_page, name="my_page"),
    path("me/completions/<uuid:pk>/", my_page.completion_done, name="completion_done"),
    path("desk/", desk.desk, name="desk"),
    path("desk/administration/", include("portal.administration.urls")),
    path("help/", information.help_page, name="help"),
    path("accessibility/", information.accessibility, name="accessibility"),
    path("privacy/", information.privacy, name="privacy"),
    path("jobs/<uuid:pk>/", jobs.job_detail, name="job_detail"),
    path("jobs/<uuid:pk>/progress", jobs.job_progress, name="job_progress"),
    path("jobs/<uuid:pk>/result", jobs.job_result, name="job_result"),
]

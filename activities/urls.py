"""Public pages, and the officers' desk under /desk/."""

from django.urls import URLPattern, URLResolver, include, path

from activities.views import desk, public

app_name = "activities"

public_patterns = [
    path("", public.activity_list, name="activity_list"),
    path("examples/", public.example_list, name="example_list"),
    path("month/", public.activity_month, name="activity_month"),
    path("month/<int:year>/", public.activity_month, name="activity_month"),
    path("month/<int:year>.ics", public.activity_month_calendar, name="activity_month_calendar"),
    path("<uuid:public_id>/", public.activity_detail, name="activity_detail"),
    path("<uuid:public_id>.ics", public.activity_calendar_file, name="activity_calendar"),
]

desk_patterns = [
    path("", desk.activity_list, name="desk_activity_list"),
    path("new/", desk.activity_create, name="activity_create"),
    path("<int:pk>/edit/", desk.activity_edit, name="activity_edit"),
    path("<int:pk>/publish/", desk.activity_publish, name="activity_publish"),
    path("<int:pk>/end/", desk.activity_end, name="activity_end"),
    path("<int:pk>/delete/", desk.activity_delete, name="activity_delete"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("activities/", include(public_patterns)),
    path("desk/activities/", include(desk_patterns)),
]

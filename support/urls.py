"""Public pages, and the officers' desk under /desk/."""

from django.urls import URLPattern, URLResolver, include, path

from support.views import activities, desk_activities, desk_windows, finder, windows

app_name = "support"

activity_patterns = [
    path("", activities.activity_list, name="activity_list"),
    path("examples/", activities.example_list, name="example_list"),
    path("month/", activities.activity_month, name="activity_month"),
    path("month/<int:year>/", activities.activity_month, name="activity_month"),
    path(
        "month/<int:year>.ics", activities.activity_month_calendar, name="activity_month_calendar"
    ),
    path("<uuid:public_id>/", activities.activity_detail, name="activity_detail"),
    path("<uuid:public_id>.ics", activities.activity_calendar_file, name="activity_calendar"),
]

desk_activity_patterns = [
    path("", desk_activities.activity_list, name="desk_activity_list"),
    path("new/", desk_activities.activity_create, name="activity_create"),
    path("<int:pk>/edit/", desk_activities.activity_edit, name="activity_edit"),
    path("<int:pk>/publish/", desk_activities.activity_publish, name="activity_publish"),
    path("<int:pk>/end/", desk_activities.activity_end, name="activity_end"),
    path("<int:pk>/delete/", desk_activities.activity_delete, name="activity_delete"),
]

window_patterns = [
    path("", finder.finder, name="finder"),
    path("under18/", finder.finder, {"under18": True}, name="finder_under18"),
    path("paper/", finder.finder_paper, name="finder_paper"),
    path("under18/paper/", finder.finder_paper, {"under18": True}, name="finder_under18_paper"),
    path("all/", windows.window_list, name="window_list"),
    path("all/<str:area>/", windows.window_list, name="window_list"),
    path("<slug:key>/", windows.window_detail, name="window_detail"),
]

desk_window_patterns = [
    path("", desk_windows.window_list, name="desk_window_list"),
    path("new/", desk_windows.window_create, name="window_create"),
    path("<int:pk>/edit/", desk_windows.window_edit, name="window_edit"),
    path("<int:pk>/check/", desk_windows.window_check, name="window_check"),
    path("<int:pk>/remove/", desk_windows.window_remove, name="window_remove"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("windows/", include(window_patterns)),
    path("desk/windows/", include(desk_window_patterns)),
    path("activities/", include(activity_patterns)),
    path("desk/activities/", include(desk_activity_patterns)),
]

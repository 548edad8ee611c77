"""Public pages, and the officers' desk under /desk/."""

from django.urls import URLPattern, URLResolver, include, path

from windows.finder import views as finder
from windows.views import desk, directory

app_name = "windows"

public_patterns = [
    path("", finder.finder, name="finder"),
    path("under18/", finder.finder, {"under18": True}, name="finder_under18"),
    path("paper/", finder.finder_paper, name="finder_paper"),
    path("under18/paper/", finder.finder_paper, {"under18": True}, name="finder_under18_paper"),
    path("all/", directory.window_list, name="window_list"),
    path("all/<str:area>/", directory.window_list, name="window_list"),
    path("<slug:key>/", directory.window_detail, name="window_detail"),
]

desk_patterns = [
    path("", desk.window_list, name="desk_window_list"),
    path("new/", desk.window_create, name="window_create"),
    path("<int:pk>/edit/", desk.window_edit, name="window_edit"),
    path("<int:pk>/check/", desk.window_check, name="window_check"),
    path("<int:pk>/remove/", desk.window_remove, name="window_remove"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("windows/", include(public_patterns)),
    path("desk/windows/", include(desk_patterns)),
]

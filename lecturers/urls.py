"""A lecturer's own entry under /lecturers/me/; the officers' list under /desk/lecturers/."""

from django.urls import include, path

from lecturers import views

app_name = "lecturers"

own_patterns = [
    path("", views.lecturer_entry, name="lecturer_entry"),
    path("withdraw/", views.lecturer_withdraw, name="lecturer_withdraw"),
]

urlpatterns = [
    path("lecturers/me/", include(own_patterns)),
    path("desk/lecturers/", views.lecturer_list, name="lecturer_list"),
]

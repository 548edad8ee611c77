from django.urls import path

from accounts import views

app_name = "accounts"

urlpatterns = [
    path("municipalities/", views.municipality_options, name="municipality_options"),
]

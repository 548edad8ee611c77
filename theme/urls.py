from django.urls import path

from theme import views

app_name = "theme"
urlpatterns = [path("preferences/", views.preferences, name="preferences")]

from django.urls import path

from reporting import views

app_name = "reporting"

urlpatterns = [
    path("reports/completions/", views.completions, name="completions"),
    path("reports/completions.xlsx", views.completions_export, name="completions_export"),
    path("reports/effect/", views.effect, name="effect"),
    path("reports/effect.xlsx", views.effect_export, name="effect_export"),
]

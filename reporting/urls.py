from django.urls import path

from reporting import views

app_name = "reporting"

urlpatterns = [
    path("reports/completions/", views.completions, name="completions"),
    path("reports/completions.xlsx", views.completions_export, name="completions_export"),
    path("reports/effect/", views.survey_answers, name="survey_answers"),
    path("reports/effect.xlsx", views.survey_answers_export, name="survey_answers_export"),
]

from django.urls import path

from learning.views import completions, courses, handbook, lessons, quizzes, reflections, surveys

app_name = "learning"

LESSON = "courses/<slug:course>/<slug:chapter>/<slug:lesson>/"

urlpatterns = [
    path("courses/", courses.course_list, name="course_list"),
    path("courses/attempts/<uuid:pk>/", quizzes.attempt_detail, name="attempt_detail"),
    path("courses/<slug:course>/", courses.course_detail, name="course_detail"),
    path("courses/<slug:course>/start/", courses.course_start, name="course_start"),
    path("courses/<slug:course>/before/", surveys.survey_before, name="survey_before"),
    path("courses/<slug:course>/after/", surveys.survey_after, name="survey_after"),
    path("courses/<slug:course>/guide/", handbook.guide, name="guide"),
    path("courses/<slug:course>/guide.pdf", handbook.guide_pdf, name="guide_pdf"),
    path(
        "courses/<slug:course>/<slug:kind>.<slug:language>.<slug:extension>",
        handbook.handout,
        name="handout",
    ),
    path(LESSON, lessons.lesson_detail, name="lesson_detail"),
    path(f"{LESSON}done/", lessons.lesson_done, name="lesson_done"),
    path(f"{LESSON}quiz/", quizzes.quiz_submit, name="quiz_submit"),
    path(f"{LESSON}reflections/<slug:key>/", reflections.reflection_save, name="reflection_save"),
    path("me/reflections/", reflections.reflection_list, name="reflection_list"),
    path("me/reflections.txt", reflections.reflection_text, name="reflection_text"),
    path("me/reflections.json", reflections.reflection_json, name="reflection_json"),
    path("me/reflections/erase/", reflections.reflection_erase_all, name="reflection_erase_all"),
    path("me/reflections/<int:pk>/erase/", reflections.reflection_erase, name="reflection_erase"),
    path(
        "completions/<uuid:pk>/details/",
        completions.completion_details,
        name="completion_details",
    ),
]

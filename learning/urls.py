from django.urls import path

from learning.views import completions, courses, lessons, quizzes

app_name = "learning"

LESSON = "courses/<slug:course>/<slug:chapter>/<slug:lesson>/"

urlpatterns = [
    path("courses/", courses.course_list, name="course_list"),
    path("courses/attempts/<uuid:pk>/", quizzes.attempt_detail, name="attempt_detail"),
    path("courses/<slug:course>/", courses.course_detail, name="course_detail"),
    path("courses/<slug:course>/start/", courses.course_start, name="course_start"),
    path(LESSON, lessons.lesson_detail, name="lesson_detail"),
    path(f"{LESSON}done/", lessons.lesson_done, name="lesson_done"),
    path(f"{LESSON}quiz/", quizzes.quiz_submit, name="quiz_submit"),
    path(
        "completions/<uuid:pk>/details/",
        completions.completion_details,
        name="completion_details",
    ),
]

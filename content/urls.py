from django.urls import path

from content import views

app_name = "content"
urlpatterns = [
    path("media/<str:digest>.<str:extension>", views.media, name="media"),
]

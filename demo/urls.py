from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [path("demo/mail/", views.demo_mail, name="mail")]

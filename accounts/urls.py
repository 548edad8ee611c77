from django.urls import path

from accounts.views import invitations, municipalities, setup

app_name = "accounts"

urlpatterns = [
    path("municipalities/", municipalities.municipality_options, name="municipality_options"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
    path("setup/<str:secret>/", setup.site_setup, name="site_setup"),
]

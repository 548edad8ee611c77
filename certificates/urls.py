from django.urls import path

from certificates.views import certificates, desk, verification

app_name = "certificates"

urlpatterns = [
    path("verify/", verification.verify_form, name="verify_form"),
    # Whatever stands there is a code that is known or not, so that no typing error meets a 404
    # page that speaks of something else.
    path("verify/<path:code>", verification.verify, name="verify"),
    path("certificates/<str:number>/", certificates.certificate_detail, name="certificate_detail"),
    path("certificates/<str:number>/file", certificates.certificate_file, name="certificate_file"),
    path(
        "certificates/<str:number>/reissue/",
        certificates.certificate_reissue,
        name="certificate_reissue",
    ),
    path(
        "certificates/<str:number>/revoke/",
        certificates.certificate_revoke,
        name="certificate_revoke",
    ),
    path("desk/certificates/", desk.certificate_list, name="certificate_list"),
    path("desk/certificates/print/", desk.certificate_print, name="certificate_print"),
    path("desk/certificates/pending/<int:pk>/", desk.pending_issue, name="pending_issue"),
]

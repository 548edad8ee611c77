from django.urls import path

from portal.administration import log, mail, organizations, people

urlpatterns = [
    path("", organizations.organization_list, name="organization_list"),
    path("organizations/new/", organizations.organization_create, name="organization_create"),
    path("organizations/<int:pk>/", organizations.organization_detail, name="organization_detail"),
    path("organizations/<int:pk>/edit/", organizations.organization_edit, name="organization_edit"),
    path(
        "organizations/<int:pk>/deactivate/",
        organizations.organization_deactivate,
        name="organization_deactivate",
    ),
    path(
        "organizations/<int:pk>/reactivate/",
        organizations.organization_reactivate,
        name="organization_reactivate",
    ),
    path(
        "organizations/<int:pk>/merge/", organizations.organization_merge, name="organization_merge"
    ),
    path(
        "organizations/<int:pk>/delegate/",
        organizations.delegation_create,
        name="delegation_create",
    ),
    path("delegations/<int:pk>/end/", organizations.delegation_end, name="delegation_end"),
    path("organizations/<int:pk>/invite/", people.invitation_create, name="invitation_create"),
    path("organizations/<int:pk>/confirm/", people.roles_confirm, name="roles_confirm"),
    path("organizations/<int:pk>/log/", log.organization_log, name="organization_log"),
    path("invitations/<int:pk>/resend/", people.invitation_resend, name="invitation_resend"),
    path("invitations/<int:pk>/withdraw/", people.invitation_withdraw, name="invitation_withdraw"),
    path("memberships/<int:pk>/period/", people.membership_period, name="membership_period"),
    path("memberships/<int:pk>/end/", people.membership_end, name="membership_end"),
    path("people/<int:pk>/", people.person_detail, name="person_detail"),
    path("people/<int:pk>/sign-out/", people.person_sign_out, name="person_sign_out"),
    path("log/", log.site_log, name="site_log"),
    path("mail/", mail.outbox, name="outbox"),
]

"""Why a change of organizations, roles or invitations is refused, in words for who asked."""

from django.utils.translation import gettext_lazy as _

from core.errors import RefusedError


class RoleNotOfferedError(RefusedError):
    message = _("この種別の団体では、この役割は使えません。")


class RoleHeldError(RefusedError):
    message = _("この方は、すでにこの役割を持っています。")


class LastAdministratorError(RefusedError):
    message = _("最後の管理者の権限は外せません。先に、ほかの方を管理者にしてください。")


class OrganizationInactiveError(RefusedError):
    message = _("この団体は、いま利用を止めています。")


class MergeRefusedError(RefusedError):
    message = _("この2つの団体は統合できません。")


class DelegationRefusedError(RefusedError):
    message = _("この委託は登録できません。")


class InvitationOpenError(RefusedError):
    message = _("この方には、同じ役割の招待をすでに送っています。一覧から送り直せます。")


class InvitationClosedError(RefusedError):
    message = _(
        "この招待は、いまは使えません。期限が切れたか、すでに使われたか、取り消されています。"
        "招待した方に、もう一度送ってもらってください。"
    )


class InvitationForAnotherError(RefusedError):
    message = _("この招待は、別のメールアドレスの方へのものです。")

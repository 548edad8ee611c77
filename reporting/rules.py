"""The counting rule in words, as every figure shows it beside itself and in its file."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

COUNTING_RULE: tuple[Promise, ...] = (
    _("修了者数は実人数です。ひとりの方を、トラックと年度ごとに一度だけ数えます。"),
    _("同じ年度に二度以上修了した方は、最初の修了の地域と修了区分に数えます。"),
    _("年度は4月1日から翌年3月31日までで、日本時間の修了日で分けます。"),
    _(
        "地域は、研修と学校では主催した団体の市区町村、eラーニングでは受講者が選んだお住まいの市区町村です。修了の時点で決まり、あとから変わりません。"
    ),
    _("試験用、見本用、職員の確認用の受講者は数えません。"),
    _(
        "1から4の数は「＊」で隠します。差し引きで分からないように、ほかの数も「＊」にすることがあります。0はそのまま表示します。"
    ),
)

NO_MUNICIPALITY = _("市区町村なし（都道府県の研修など）")
NO_RESIDENCE = _("お住まい未登録")

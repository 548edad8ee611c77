"""Codes of windows. Labels hold ruby: show them by `words`, or `plain` where no markup may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.audit import AuditAction


class Audience(models.TextChoices):
    ALL = "all", _("どなたでも")
    UNDER_18 = "under18", _("18{歳|さい}までの{人|ひと}")
    WOMEN = "women", _("{女性|じょせい}")
    GENDER = "gender", _("{性別|せいべつ}のことなどで{悩|なや}む{人|ひと}")
    FOREIGNERS = "foreigners", _("{外国|がいこく}から{来|き}た{人|ひと}")
    DISASTER = "disaster", _("{災害|さいがい}にあった{人|ひと}")


class Theme(models.TextChoices):
    """`ANYTHING` is for windows that take every worry."""

    FEELINGS = "feelings", _("つらい{気持|きも}ち・こころの{健康|けんこう}")
    LONELINESS = "loneliness", _("{孤独|こどく}・{孤立|こりつ}")
    FAMILY = "family", _("{家庭|かてい}・{子育|こそだ}て・{介護|かいご}")
    SCHOOL = "school", _("{学校|がっこう}・{友|とも}だち・いじめ")
    VIOLENCE = "violence", _("{暴力|ぼうりょく}・{虐待|ぎゃくたい}")
    LIVING = "living", _("お{金|かね}・{仕事|しごと}・{暮|く}らし")
    GENDER = "gender", _("{性別|せいべつ}のこと")
    DISASTER = "disaster", _("{災害|さいがい}のあとのこと")
    ANYTHING = "anything", _("どんなことでも")


class Channel(models.TextChoices):
    PHONE = "phone", _("{電話|でんわ}")
    CHAT = "chat", _("チャット")
    EMAIL = "email", _("メール")
    VISIT = "visit", _("{会|あ}って{話|はな}す")
    WEB = "web", _("ウェブサイト")


class SpokenLanguage(models.TextChoices):
    """In the reader's language: no font of paper draws all of these in their own."""

    JAPANESE = "ja", _("{日本語|にほんご}")
    ENGLISH = "en", _("{英語|えいご}")
    CHINESE = "zh", _("{中国語|ちゅうごくご}")
    KOREAN = "ko", _("{韓国|かんこく}・{朝鮮語|ちょうせんご}")
    VIETNAMESE = "vi", _("ベトナム{語|ご}")
    PORTUGUESE = "pt", _("ポルトガル{語|ご}")
    SPANISH = "es", _("スペイン{語|ご}")
    FILIPINO = "tl", _("フィリピン{語|ご}")
    NEPALI = "ne", _("ネパール{語|ご}")
    INDONESIAN = "id", _("インドネシア{語|ご}")
    OTHER = "other", _("その{他|ほか}の{言葉|ことば}")


class WindowAction(AuditAction):
    CREATED = "window.created", _("相談窓口を加えた")
    UPDATED = "window.updated", _("相談窓口の内容を変えた")
    CHECKED = "window.checked", _("相談窓口を確かめた")
    REMOVED = "window.removed", _("相談窓口を削除した")

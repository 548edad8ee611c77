"""The columns of a roster file, the same out and in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainings.models import Session, Training

# File headers are Japanese in every interface language: a file made in one is read in the other.
PUBLIC_ID = "申込ID"
NAME = "氏名"
KANA = "ふりがな"
EMAIL = "メール"
PHONE = "電話"
AGE_BAND = "年代"
MUNICIPALITY_CODE = "市区町村コード"
MUNICIPALITY = "市区町村"
REACH = "市内/市外"
SOURCE = "受付方法"
CREATED_AT = "申込日時"
ATTENDANCE = "出席"
COMPLETED_ON = "修了日"
NOTE = "備考"

PRESENT = "出席"


@dataclass(frozen=True)
class Column:
    """`is_read`: an import takes the column over; the others are there to be looked at."""

    title: str
    width: int
    is_read: bool = True
    explanation: str = ""
    example: str = ""


BEFORE_ATTENDANCE = (
    Column(
        PUBLIC_ID,
        12,
        explanation="書き出した名簿の行を見分ける番号です。新しい方の行では空にします。",
    ),
    Column(
        NAME,
        20,
        explanation="必須。100文字まで。修了証にこのとおり印刷します。",
        example="髙橋 花子",
    ),
    Column(
        KANA,
        22,
        explanation="ひらがな・カタカナ・半角カナ。ひらがなで登録します。",
        example="タカハシ ハナコ",
    ),
    Column(
        EMAIL,
        28,
        explanation="同じ氏名とメールの方は同じ方として数えます。",
        example="hanako@example.jp",
    ),
    Column(PHONE, 18, explanation="数字とハイフン。", example="090-0000-0000"),
    Column(
        AGE_BAND,
        12,
        explanation="10代以下、20代、30代、40代、50代、60代、70代、80代以上のどれか。空でもかまいません。",
        example="40代",
    ),
    Column(
        MUNICIPALITY_CODE,
        16,
        explanation="6桁の全国地方公共団体コード。市区町村があれば空でもかまいません。",
    ),
    Column(
        MUNICIPALITY,
        22,
        explanation="都道府県から書きます。コードがあれば空でもかまいません。",
        example="東京都千代田区",
    ),
    Column(REACH, 12, explanation="市内、市外のどちらか。空でもかまいません。", example="市内"),
    Column(SOURCE, 18, is_read=False),
    Column(
        CREATED_AT,
        27,
        explanation="申込みを受けた日（例：2026-11-01）。新しい方の行だけで読みます。空なら取り込んだ日時です。",
        example="2026-11-01",
    ),
)
AFTER_ATTENDANCE = (
    Column(COMPLETED_ON, 14, is_read=False),
    Column(NOTE, 40, explanation="300文字まで。", example="車いす席を希望"),
)
FIXED = (*BEFORE_ATTENDANCE, *AFTER_ATTENDANCE)
BY_TITLE = {column.title: column for column in FIXED}

# What officers' own lists call the same columns.
ALIASES = {
    "お名前": NAME,
    "名前": NAME,
    "フリガナ": KANA,
    "カナ": KANA,
    "メールアドレス": EMAIL,
    "電話番号": PHONE,
    "年齢層": AGE_BAND,
    "住所地": MUNICIPALITY,
    "お住まいの市区町村": MUNICIPALITY,
    "市内・市外": REACH,
}


def attendance_titles(sessions: Sequence[Session]) -> list[str]:
    """`出席 2026-11-21 13:30`, numbered where two sessions start at once."""
    titles: list[str] = []
    for session in sessions:
        title = f"{ATTENDANCE} {timezone.localtime(session.starts_at):%Y-%m-%d %H:%M}"
        same = sum(known == title or known.startswith(f"{title} (") for known in titles)
        titles.append(f"{title} ({same + 1})" if same else title)
    return titles


def export_columns(training: Training) -> list[Column]:
    sessions = list(training.sessions.all())
    attendance = [Column(title, 24, is_read=False) for title in attendance_titles(sessions)]
    return [*BEFORE_ATTENDANCE, *attendance, *AFTER_ATTENDANCE]

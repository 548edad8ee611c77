"""Local activities of the demo: everyday places, and what is planned for the coming May."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from activities.enums import ActivityKind, Schedule, Weekday
from activities.models import Activity, ActivityDate
from activities.queries import current_month
from activities.querysets import MONTH
from activities.services import add_activity, end_activity, publish_activity

if TYPE_CHECKING:
    from accounts.models import Organization
    from demo.cast import Cast

LOOSE, COMMUNITY, ROLE = ActivityKind.LOOSE, ActivityKind.COMMUNITY, ActivityKind.ROLE
GENERATIONS, ISSUE = ActivityKind.GENERATIONS, ActivityKind.ISSUE


@dataclass(frozen=True)
class Plan:
    """`days` count from today, `may` are days of the coming May; without either it is regular."""

    organization: Organization
    title: str
    summary: str
    kinds: tuple[ActivityKind, ...]
    place: str
    starts: time
    ends: time
    days: tuple[int, ...] = ()
    may: tuple[int, ...] = ()
    regular: tuple[Weekday | None, str] = (None, "")
    cost: str = "無料"
    who: str = "どなたでも"
    state: str = "published"


def make_activities(cast: Cast, now: datetime) -> None:
    for plan in _plans(cast):
        _make(cast, plan, timezone.localdate(now))


def _plans(cast: Cast) -> list[Plan]:
    tottori, yonago, ichihara = cast.municipalities
    return [
        Plan(
            tottori,
            "まちの縁側カフェ（見本）",
            "お茶を飲みながら、だれとでもゆっくり話せる場所です。話さずに本を読んでいてもかまいません。"
            "出入りは自由です。",
            (LOOSE,),
            "みほん公民館　1階ロビー",
            time(10),
            time(12),
            regular=(Weekday.WEDNESDAY, "毎週水曜日の10時〜12時（祝日と年末年始は休み）"),
            cost="お茶代100円",
        ),
        Plan(
            tottori,
            "おもちゃの修理を手伝う日（見本）",
            "こわれたおもちゃを、集まった人で直します。道具の使い方は、その場で教え合います。"
            "はじめての方も歓迎します。",
            (ROLE, GENERATIONS),
            "みほん市民活動センター",
            time(13, 30),
            time(15, 30),
            days=(9, 37),
        ),
        Plan(
            tottori,
            "つながりを考える朗読と対話の会（見本）",
            "短い物語の朗読を聞いて、感じたことを少人数で話します。聞くだけの参加もできます。"
            "強化月間に合わせて開きます。",
            (LOOSE, COMMUNITY),
            "みほん図書館　2階",
            time(14),
            time(16),
            may=(9,),
        ),
        Plan(
            yonago,
            "みんなの食堂（見本）",
            "子どもも大人も、一人でも家族でも来られる食堂です。配膳や片付けのお手伝いも募集しています。",
            (GENERATIONS, ROLE),
            "みほんコミュニティハウス",
            time(17),
            time(19),
            regular=(None, "第2・第4金曜日の17時〜19時"),
            cost="大人300円、18歳まで無料",
        ),
        Plan(
            yonago,
            "海辺のごみ拾いと朝ごはん（見本）",
            "朝の浜辺を30分ほど歩いてごみを拾い、そのあと一緒におにぎりを食べます。軍手は貸し出します。",
            (COMMUNITY, ISSUE),
            "みほん海岸　東駐車場",
            time(7),
            time(9),
            may=(2, 16, 30),
        ),
        Plan(
            yonago,
            "声をかけ合うまち歩き（見本）",
            "町内の見守りに参加している人と、地域を歩きます。歩いた後に、気づいたことを話し合います。",
            (COMMUNITY, ISSUE),
            "みほん公園　入口",
            time(10),
            time(11, 30),
            days=(16,),
            may=(23,),
        ),
        Plan(
            ichihara,
            "畑の日（見本）",
            "市民農園で、季節の野菜を育てます。土にさわるのがはじめての人も、見ているだけの人も来ています。",
            (LOOSE, GENERATIONS),
            "みほん市民農園",
            time(9),
            time(11),
            regular=(Weekday.SATURDAY, "毎週土曜日の9時〜11時（雨の日は休み）"),
        ),
        Plan(
            ichihara,
            "強化月間のつどい（見本）",
            "孤独・孤立について知るお話と、市内の居場所の紹介です。活動している団体と話せる時間もあります。",
            (COMMUNITY,),
            "みほん文化会館　小ホール",
            time(13),
            time(16),
            may=(16,),
        ),
        Plan(
            ichihara,
            "スマートフォンで話そう（見本）",
            "離れて暮らす家族や友人と話すための、はじめての使い方を、高校生と一緒に練習します。",
            (GENERATIONS, ROLE),
            "みほん公民館　会議室",
            time(10),
            time(11, 30),
            days=(23, 51),
            who="スマートフォンに不慣れな方",
        ),
        Plan(
            ichihara,
            "夕暮れの将棋クラブ（見本）",
            "対局しても、見ているだけでも楽しめます。",
            (LOOSE,),
            "みほん会館",
            time(16),
            time(18),
            days=(30,),
            state="draft",
        ),
        Plan(
            tottori,
            "手紙を書く会（見本）",
            "ひさしぶりの人に手紙を書く会です。",
            (LOOSE,),
            "みほん会館",
            time(13),
            time(15),
            days=(44,),
            state="ended",
        ),
    ]


def _make(cast: Cast, plan: Plan, today: date) -> None:
    officer = cast.officers[plan.organization.pk]
    municipality = plan.organization.municipality
    assert municipality  # noqa: S101 - those of the plans have one
    may = date(current_month(today), MONTH, 1)
    days = [today + timedelta(days=each) for each in plan.days]
    days += [may.replace(day=each) for each in plan.may]
    weekday, regular_text = plan.regular
    activity = add_activity(
        activity=Activity(
            organization=plan.organization,
            title=plan.title,
            summary=plan.summary,
            schedule=Schedule.DATED if days else Schedule.REGULAR,
            regular_text=regular_text,
            weekday=weekday,
            regular_starts=plan.starts if weekday is not None else None,
            regular_ends=plan.ends if weekday is not None else None,
            municipality=municipality,
            place=plan.place,
            address="見本町1-2-3",
            organiser="つながりの会（見本）",
            contact="0000-00-0000（見本）",
            who_may_come=plan.who,
            cost=plan.cost,
            listed_from_on=today,
            listed_until_on=max([*days, today + timedelta(days=300)]),
        ),
        kinds=plan.kinds,
        dates=[
            ActivityDate(starts_at=_moment(day, plan.starts), ends_at=_moment(day, plan.ends))
            for day in sorted(days)
        ],
        actor=officer,
    )
    if plan.state != "draft":
        publish_activity(activity=activity, actor=officer)
    if plan.state == "ended":
        end_activity(activity=activity, actor=officer)


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock))

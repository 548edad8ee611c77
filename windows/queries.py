"""Windows as pages show them.

A window that runs for set periods only (#9999) is never shown as callable outside its dates, and
its dates are always shown. One that nobody re-checked in time is shown nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import Municipality, Prefecture
from core.enums import TextState
from core.japanese.ruby import without_ruby
from windows.enums import Audience, Channel, SpokenLanguage, Theme
from windows.finder.answers import Aim, find_windows, matches_answers, opening_by
from windows.hours.opening import OpenState
from windows.hours.rules import Kind
from windows.hours.wording import hours_words, opening_words
from windows.models import Window, WindowText
from windows.validation import EASY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from django.db.models import QuerySet

    from windows.finder.answers import Answers, Findings
    from windows.hours.opening import Opening
    from windows.hours.rules import Interval
    from windows.querysets import WindowQuerySet

JAPANESE = "ja"
# More windows of a prefecture than on one page.
MOST_LISTED = 60


@dataclass(frozen=True, slots=True)
class WindowCard:
    """A window at a moment, in the reader's language; texts hold ruby where that has it.

    For a window of set periods, `period` is the one under way, else the next, else the last one
    known, else None; `period_state` says which: "now", "next", "last". `phone_link` is empty while
    nobody may call: outside its periods and outside its hours within them; then `phone_note` says
    so. Whether it is open this minute says `opening`. `audiences`
    is empty for a window for everybody, `languages` for Japanese alone to who reads it.
    """

    key: str
    name: str
    operator: str
    phone: str
    phone_link: str
    phone_note: str
    url: str
    hours: str
    hours_note: str
    hours_channels: tuple[str, ...]
    audiences: tuple[str, ...]
    themes: tuple[str, ...]
    channels: tuple[str, ...]
    languages: str
    area: str
    is_permanent: bool
    is_page: bool
    period_state: str
    period: Interval | None
    note: str
    source: str
    checked_on: date
    expires_on: date
    text_language: str
    is_outdated: bool
    opening: Opening
    opening_words: str

    @property
    def is_fallback(self) -> bool:
        """Its words are in Japanese for want of a translation."""
        return self.text_language == JAPANESE and (get_language() or JAPANESE) != JAPANESE


@dataclass(frozen=True, slots=True)
class Directory:
    """`groups`: windows under their themes. `places`: whose windows have pages of their own."""

    groups: list[tuple[str, list[WindowCard]]]
    places: list[Municipality]


def windows_for(
    *,
    keys: Sequence[str] = (),
    audience: str = "",
    now: datetime | None = None,
    easy: bool | None = None,
) -> list[WindowCard]:
    """The windows of the keys, in that order; else those meant for the audience; else all national
    ones. `easy` as in `window_card`.
    """
    moment = now or timezone.now()
    windows = Window.objects.current(timezone.localdate(moment))
    windows = windows.filter(key__in=keys) if keys else windows.national()
    cards = [
        window_card(window, moment, easy=easy)
        for window in prefetch_for_cards(windows)
        if not audience or audience in window.audiences
    ]
    if keys:
        cards.sort(key=lambda card: keys.index(card.key))
    return cards


def remaining_aims(answers: Answers, now: datetime) -> list[Aim]:
    """What the current windows of the whole country are for, as far as the answers leave them; once
    each, however many windows say the same.
    """
    windows = Window.objects.current(timezone.localdate(now)).order_by()
    aims = windows.values_list("audiences", "themes", "channels").distinct()
    return [aim for aim in (Aim(*held) for held in aims) if matches_answers(aim, answers)]


def find_window_cards(
    answers: Answers, now: datetime, *, easy: bool | None = None
) -> tuple[Findings, list[WindowCard]]:
    """What the finder's answers lead to, and their cards in the same order."""
    windows = Window.objects.current(timezone.localdate(now)).reaching(answers.prefecture)
    found = find_windows(windows, answers, now)
    prefetch_related_objects(
        [each.window for each in found.found], "prefecture", "municipality", _texts()
    )
    channel = None if found.widened else answers.how
    cards = [window_card(each.window, now, channel=channel, easy=easy) for each in found.found]
    return found, cards


def find_directory(area: str, now: datetime) -> Directory:
    """The national windows, or those of a prefecture or municipality, by its code. Where a
    prefecture has many, those of its municipalities stand on pages of their own.
    """
    chosen = Window.objects.current(timezone.localdate(now)).in_area(area)
    places: list[Municipality] = []
    if len(area) == 2 and chosen[MOST_LISTED:].exists():
        held = chosen.order_by().values("municipality")
        places = list(Municipality.objects.filter(pk__in=held))
        chosen = chosen.filter(municipality=None)
    return Directory(_by_theme(list(prefetch_for_cards(chosen)), now), places)


def _by_theme(found: list[Window], now: datetime) -> list[tuple[str, list[WindowCard]]]:
    """Each window under each of its themes; then the rest."""
    cards = {window.pk: window_card(window, now) for window in found}
    groups = [
        (str(theme.label), [cards[each.pk] for each in found if theme.value in each.themes])
        for theme in Theme
    ]
    groups.append((_("そのほか"), [cards[each.pk] for each in found if not each.themes]))
    return [(label, held) for label, held in groups if held]


def prefectures_with_windows(today: date) -> QuerySet[Prefecture]:
    held = Window.objects.current(today).exclude(prefecture=None).values("prefecture")
    return Prefecture.objects.filter(pk__in=held)


def prefetch_for_cards(windows: WindowQuerySet) -> WindowQuerySet:
    """With all that a card asks of them."""
    return windows.select_related("prefecture", "municipality").prefetch_related(_texts())


def _texts() -> Prefetch[str, QuerySet[WindowText], str]:
    return Prefetch("texts", WindowText.objects.exclude(state=TextState.DRAFT))


def window_card(
    window: Window, now: datetime, *, channel: str | None = None, easy: bool | None = None
) -> WindowCard:
    """`channel`: the way that `opening` is asked for, of the finder's answers. `window` comes from
    `shown`. `easy`: in words for children, by default for readers of やさしい日本語.
    """
    language = get_language() or JAPANESE
    if easy is None:
        easy = language == EASY
    wanted = EASY if easy and language == JAPANESE else language
    text = next((text for text in window.texts.all() if text.language == wanted), None)
    words: Window | WindowText = text or window
    opening = opening_by(window, channel, now)
    state, period = _period(window, now)
    phone_note = _phone_note(state, opening) if window.phone else ""
    return WindowCard(
        key=window.key,
        name=words.name,
        operator=words.operator,
        phone=window.phone,
        phone_link="" if phone_note else phone_link(window.phone),
        phone_note=phone_note,
        url=window.url,
        hours=_hours(window, easy=easy),
        hours_note=words.hours_note,
        hours_channels=_labels(Channel, window.hours_channels),
        audiences=() if Audience.ALL in window.audiences else _labels(Audience, window.audiences),
        themes=_labels(Theme, window.themes),
        channels=_labels(Channel, window.channels),
        languages=_languages(window.languages),
        area=area_name(window),
        is_permanent=window.is_permanent,
        is_page=window.channels == [Channel.WEB],
        period_state=state,
        period=period,
        note=words.note,
        source=window.source,
        checked_on=window.checked_on,
        expires_on=window.expires_on,
        text_language=text.language if text else JAPANESE,
        is_outdated=text is not None and text.state == TextState.OUTDATED,
        opening=opening,
        opening_words=opening_words(opening, now, easy=easy),
    )


def officers_facts(window: Window) -> list[tuple[str, str]]:
    """What a card leaves out where it is usual, in full, for who keeps the window."""
    return [
        (label, without_ruby(_("、").join(_labels(codes, held))))
        for label, codes, held in (
            (_("相談の方法"), Channel, window.channels),
            (_("この受付時間があてはまる方法"), Channel, window.hours_channels or window.channels),
            (_("使える言葉"), SpokenLanguage, window.languages),
            (_("だれのための窓口か"), Audience, window.audiences),
            (_("どんなことを話せるか"), Theme, window.themes),
        )
    ]


def area_name(window: Window) -> str:
    """「鳥取県鳥取市」; "" for a national one."""
    places = (window.prefecture, window.municipality)
    return "".join(place.name for place in places if place is not None)


def phone_link(phone: str) -> str:
    """`tel:` with digits; # and * escaped as RFC 3966's local numbers reach a dialler."""
    if not phone:
        return ""
    return "tel:" + phone.replace("-", "").replace("#", "%23")


def _labels(
    codes: type[Audience | Theme | Channel | SpokenLanguage], held: Sequence[str]
) -> tuple[str, ...]:
    return tuple(str(codes(code).label) for code in held)


def _languages(held: Sequence[str]) -> str:
    """What one may speak there; nothing where it is the reader's own language alone."""
    if held != [SpokenLanguage.JAPANESE]:
        return _("、").join(_labels(SpokenLanguage, held))
    return "" if get_language() in {None, JAPANESE} else _("{日本語|にほんご}で{答|こた}えます")


def _hours(window: Window, *, easy: bool) -> str:
    """Nothing where the set periods say it, nor where a note says why the hours aren't known."""
    hours = window.opening_hours
    if hours.kind is not Kind.WEEKLY and not window.is_permanent:
        return ""
    if hours.kind is Kind.UNKNOWN and window.hours_note:
        return ""
    return hours_words(hours, easy=easy)


def _phone_note(period_state: str, opening: Opening) -> str:
    """Why nobody may call now; "" where they may, and where a permanent window is closed."""
    if period_state in {"next", "last"}:
        return _("（期間の外はつながりません）")
    if period_state == "now" and opening.state is OpenState.CLOSED:
        return _("（受付時間の外はつながりません）")
    return ""


def _period(window: Window, now: datetime) -> tuple[str, Interval | None]:
    periods = window.intervals
    if periods is None:
        return "", None
    for period in periods:
        if period.starts <= now < period.ends:
            return "now", period
        if now < period.starts:
            return "next", period
    return "last", periods[-1] if periods else None

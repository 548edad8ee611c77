"""The four answers of the finder, and which windows they lead to. Nothing here is ever stored."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, NamedTuple, Protocol

from windows.enums import Audience, Channel, Theme
from windows.hours.opening import Opening, OpenState, opening_status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from windows.models import Window

ANY = "any"
UNDECIDED = {None, ANY}
STEPS = ("who", "about", "how", "where")
# Of an area's own windows the first by rank; the national ones are few, and stay.
MOST_LOCAL = 20


@dataclass(frozen=True, slots=True)
class Answers:
    """What was chosen; `ANY` for わからない・どれでも, None for what was not asked yet. As `who`,
    `ANY` is a grown-up to whom nothing else applies.
    """

    who: str | None = None
    about: str | None = None
    how: str | None = None
    where: str | None = None

    @property
    def next_step(self) -> str | None:
        return next((step for step in STEPS if getattr(self, step) is None), None)

    @property
    def prefecture(self) -> str:
        return "" if self.where in {None, ANY} else str(self.where)


class Aimed(Protocol):
    """What answers are compared with: a window, or an `Aim` that many windows share."""

    @property
    def audiences(self) -> Sequence[str]: ...
    @property
    def themes(self) -> Sequence[str]: ...
    @property
    def channels(self) -> Sequence[str]: ...


class Aim(NamedTuple):
    audiences: Sequence[str]
    themes: Sequence[str]
    channels: Sequence[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A window with its opening by the channel that was asked for."""

    window: Window
    opening: Opening


@dataclass(frozen=True, slots=True)
class Findings:
    """In the order to show: open now, then by the next opening, then those whose hours are not
    known. `widened`: nothing fitted every answer, so theme and channel were let go. `is_cut`: the
    area has more than are shown.
    """

    found: tuple[Found, ...]
    widened: bool
    is_cut: bool


def opening_by(window: Window, channel: str | None, now: datetime) -> Opening:
    """Hours hold for some channels only: of the others it is not known when they answer."""
    known = window.hours_channels or window.channels
    if channel in UNDECIDED or channel in known or not known:
        return opening_status(window.opening_hours, now, window.intervals)
    inside = opening_status(window.opening_hours, now, window.intervals)
    if window.is_permanent or inside.is_open:
        return Opening(OpenState.UNKNOWN)
    return inside


def find_windows(windows: Iterable[Window], answers: Answers, now: datetime) -> Findings:
    """`windows`: the current ones that reach the place."""
    fitting = [window for window in windows if _is_for(window, answers)]
    chosen = [window for window in fitting if matches_answers(window, answers)]
    widened = bool(fitting) and not chosen
    found = [
        Found(window, opening_by(window, None if widened else answers.how, now))
        for window in chosen or fitting
    ]
    found.sort(key=lambda each: _rank(each, answers))
    local = [each for each in found if each.window.prefecture_id is not None]
    left_out = {each.window.pk for each in local[MOST_LOCAL:]}
    shown = tuple(each for each in found if each.window.pk not in left_out)
    return Findings(shown, widened, is_cut=bool(left_out))


def matches_answers(window: Aimed, answers: Answers) -> bool:
    """By the answers given so far; the place is asked of the database."""
    return (
        _is_for(window, answers)
        and _takes(window, answers.about)
        and _answers_by(window, answers.how)
    )


def offered_codes(windows: Sequence[Aimed], step: str) -> tuple[str, ...]:
    """The codes that lead to some window, in the order of their list."""
    if step == "who":
        held = {code for window in windows for code in window.audiences} - {Audience.ALL}
        return tuple(code for code in Audience.values if code in held)
    if step == "about":
        held = {code for window in windows for code in window.themes} - {Theme.ANYTHING}
        return tuple(code for code in Theme.values if code in held)
    held = {code for window in windows for code in window.channels}
    return tuple(code for code in Channel.values if code in held)


def _is_for(window: Aimed, answers: Answers) -> bool:
    if answers.who in UNDECIDED:
        # Of what is for children alone, a grown-up gets just what names their theme: parents call
        # about school.
        about = answers.about
        return not _is_for_children(window) or about is None or about in window.themes
    return Audience.ALL in window.audiences or answers.who in window.audiences


def _is_for_children(window: Aimed) -> bool:
    return list(window.audiences) == [Audience.UNDER_18]


def _takes(window: Aimed, about: str | None) -> bool:
    return about in UNDECIDED or Theme.ANYTHING in window.themes or about in window.themes


def _answers_by(window: Aimed, how: str | None) -> bool:
    return how in UNDECIDED or how in window.channels


def _rank(found: Found, answers: Answers) -> tuple[object, ...]:
    window, opening = found.window, found.opening
    state = [OpenState.OPEN, OpenState.CLOSED, OpenState.UNKNOWN].index(opening.state)
    if opening.state is OpenState.CLOSED and opening.opens is None:
        state = 3  # nobody knows when
    return (
        state,
        opening.opens.timestamp() if opening.opens else 0,
        answers.who in UNDECIDED and _is_for_children(window),
        # A page answers at any hour, but a person is what was looked for.
        window.channels == [Channel.WEB],
        (Audience.ALL if answers.who in UNDECIDED else answers.who) not in window.audiences,
        _place_of(answers.about, window.themes),
        window.prefecture_id is None,
        window.position,
        window.key,
    )


def _place_of(about: str | None, themes: Sequence[str]) -> float:
    """A window names first what it is for above all; one that takes everything comes after."""
    if about in UNDECIDED:
        return 0
    return themes.index(about) if about in themes else inf

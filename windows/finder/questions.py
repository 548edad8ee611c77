"""The four questions of the finder, for grown-ups and for children, answered by big buttons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Prefecture
from core.japanese.kana import READING
from windows.enums import Audience, Channel, Theme
from windows.finder.answers import ANY, STEPS, offered_codes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from windows.finder.answers import Aimed, Answers


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """`groups`: a heading ("" for none) and its choices. `any_label` is the way past, which stands
    first where most people take it.
    """

    step: str
    number: int
    total: int
    text: str
    hint: str
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]
    any_label: str
    is_any_first: bool


def next_question(step: str, *, windows: Sequence[Aimed], is_child: bool) -> Question:
    """`windows`: those that the answers so far leave; only what leads to one of them is asked."""
    steps = STEPS[1:] if is_child else STEPS
    text, hint = _texts(is_child=is_child)[step]
    if step == "where":
        groups = _regions()
    else:
        labels = _labels(step, is_child=is_child)
        groups = (("", tuple(Choice(code, labels[code]) for code in offered_codes(windows, step))),)
    return Question(
        step=step,
        number=steps.index(step) + 1,
        total=len(steps),
        text=text,
        hint=hint,
        groups=groups,
        any_label=_any_label(step, is_child=is_child),
        is_any_first=step in {"who", "where"},
    )


def is_answer(step: str, code: str) -> bool:
    if code == ANY:
        return True
    if step == "where":
        return Prefecture.objects.filter(pk=code).exists()
    known: dict[str, list[str]] = {
        "who": Audience.values,
        "about": Theme.values,
        "how": Channel.values,
    }
    return code in known[step]


def is_child(answers: Answers) -> bool:
    return answers.who == Audience.UNDER_18


def _texts(*, is_child: bool) -> dict[str, tuple[str, str]]:
    if is_child:
        return {
            "about": (
                _("どんなことを{話|はな}したいですか"),
                _("いちばん{近|ちか}いものを、ひとつえらんでください。"),
            ),
            "how": (
                _("どうやって{話|はな}したいですか"),
                _("{電話|でんわ}でも、{名前|なまえ}を{言|い}わなくてだいじょうぶです。"),
            ),
            "where": (
                _("どこに{住|す}んでいますか"),
                _("{近|ちか}くの{相談|そうだん}できるところも{見|み}られます。"),
            ),
        }
    return {
        "who": (
            _("どなたの{相談|そうだん}ですか"),
            _("あてはまるものを、{一|ひと}つ{選|えら}んでください。"),
        ),
        "about": (
            _("どんなことを{話|はな}したいですか"),
            _("いちばん{近|ちか}いものを、{一|ひと}つ{選|えら}んでください。"),
        ),
        "how": (_("どうやって{話|はな}したいですか"), ""),
        "where": (
            _("お{住|す}まいはどこですか"),
            _("{地域|ちいき}の{窓口|まどぐち}もあわせて{探|さが}します。"),
        ),
    }


def _labels(step: str, *, is_child: bool) -> Mapping[str, str]:
    if step == "who":
        return {
            **{each.value: str(each.label) for each in Audience},
            Audience.UNDER_18.value: _("18{歳|さい}までの{人|ひと}"),
        }
    if step == "how":
        return {each.value: str(each.label) for each in Channel}
    labels = {each.value: str(each.label) for each in Theme}
    if is_child:
        labels |= {
            Theme.FEELINGS.value: _("つらい、かなしい{気持|きも}ち"),
            Theme.LONELINESS.value: _("ひとりぼっちな{気|き}がする"),
            Theme.FAMILY.value: _("{家|いえ}や{家族|かぞく}のこと"),
            Theme.SCHOOL.value: _("{学校|がっこう}、{友|とも}だち、いじめ"),
            Theme.VIOLENCE.value: _("たたかれる、いやなことをされる"),
            Theme.LIVING.value: _("お{金|かね}や{食|た}べもののこと"),
            Theme.DISASTER.value: _("{地震|じしん}や{台風|たいふう}のあとのこと"),
        }
    return labels


def _any_label(step: str, *, is_child: bool) -> str:
    if step == "who":
        return _("{大人|おとな}・どれにもあてはまらない{人|ひと}")
    if step == "where":
        return (
            _("こたえない")
            if is_child
            else _("{答|こた}えない（{全国|ぜんこく}の{窓口|まどぐち}）")
        )
    if step == "how":
        return _("どれでもいい")
    return _("わからない、そのほか")


def _regions() -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    names = {
        "01": _("{北海道|ほっかいどう}・{東北|とうほく}"),
        "08": _("{関東|かんとう}"),
        "15": _("{中部|ちゅうぶ}"),
        "24": _("{近畿|きんき}"),
        "31": _("{中国|ちゅうごく}・{四国|しこく}"),
        "40": _("{九州|きゅうしゅう}・{沖縄|おきなわ}"),
    }
    regions: dict[str, list[Choice]] = {code: [] for code in names}
    for prefecture in Prefecture.objects.filter(code__lte="47"):
        region = max(code for code in names if code <= prefecture.code)
        regions[region].append(Choice(prefecture.code, _with_ruby(prefecture)))
    return tuple((names[code], tuple(found)) for code, found in regions.items() if found)


def _with_ruby(prefecture: Prefecture) -> str:
    if READING.fullmatch(prefecture.kana):
        return f"{{{prefecture.name}|{prefecture.kana}}}"
    return str(prefecture.name)

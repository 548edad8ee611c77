"""Every mistake an author can make: the file, the line, the reason; and nothing saved."""

import io

import pytest
from django.core.management import call_command

from authoring.loading import CurriculumInvalidError, load_curriculum
from core.author_files.yaml_sections import MOST_CHARACTERS
from courses.models import Course, Track
from quizzes.models import Quiz
from windows.models import Window

pytestmark = pytest.mark.django_db

WHAT = "supporter/01-intro/01-what.ja.md"
WHY = "supporter/01-intro/02-why.ja.md"
QUIZ = "supporter/01-intro/check.quiz.ja.yaml"
NEW = None  # a file to be written rather than changed
GONE = object()
WORDS = "supporter/02-reference/01-words.ja.md"
NO_FRONT_MATTER = "先頭に「---」の行で囲んだ項目（title など）を書いてください。"
NO_YAML = "YAMLとして読めません。字下げ、「:」、引用符を確かめてください。"


def problems(folder):
    with pytest.raises(CurriculumInvalidError) as caught:
        load_curriculum(folder.curriculum)
    base = str(folder.root) + "/"
    assert not Course.objects.exists()
    assert not Track.objects.exists()
    assert not Quiz.objects.exists()
    assert not Window.objects.exists()
    return [(p.file.replace(base, ""), p.line, p.reason) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "old", "new", "file", "line", "reason"),
    [
        # course.yaml
        ("supporter/course.yaml", GONE, "", "supporter/course.yaml", 1, "ファイルがありません。"),
        (
            "supporter/course.yaml",
            "track: supporter",
            "track: adult",
            "supporter/course.yaml",
            1,
            "「track」に「adult」は使えません。使える値：supporter、kids、advanced",
        ),
        (
            "supporter/course.yaml",
            "number: 1",
            "number: 一",
            "supporter/course.yaml",
            4,
            "「number」は1から9999までの整数で書いてください。",
        ),
        (
            "supporter/course.yaml",
            "number: 1",
            "number: " + "9" * 5000,
            "supporter/course.yaml",
            4,
            "「number」は1から9999までの整数で書いてください。",
        ),
        (
            "supporter/course.yaml",
            "ja: 令和8年度版, en",
            "fr: v, ja: 令和8年度版, en",
            "supporter/course.yaml",
            5,
            "「fr」という項目はありません。使える項目：ja、ja-easy、en",
        ),
        (
            "supporter/course.yaml",
            "ja: 令和8年度版, ",
            "",
            "supporter/course.yaml",
            5,
            "「ja」がありません。",
        ),
        (
            "supporter/course.yaml",
            "position: 1",
            "position: 1\nposition: 2",
            "supporter/course.yaml",
            3,
            "「position」が二度書かれています。",
        ),
        (
            "supporter/course.yaml",
            "edition:",
            "edition: [",
            "supporter/course.yaml",
            5,
            "YAMLとして読めません。字下げ、「:」、引用符を確かめてください。",
        ),
        # front matter
        (
            WHAT,
            "---\ntitle",
            "title",
            WHAT,
            1,
            "先頭に「---」の行で囲んだ項目（title など）を書いてください。",
        ),
        (WHAT, "title: サポーターとは   # 題\n", "", WHAT, 2, "「title」がありません。"),
        (
            WHAT,
            "minutes: 4",
            "minutes: 4分",
            WHAT,
            3,
            "「minutes」は1から240までの整数で書いてください。",
        ),
        (
            WHAT,
            "minutes: 4",
            "minutes: 4\nauthor: x",
            WHAT,
            4,
            "「author」という項目はありません。使える項目：title、minutes、sources",
        ),
        (WHAT, "publisher: 内閣府, ", "", WHAT, 5, "「publisher」がありません。"),
        (
            WHAT,
            "year: 令和6年",
            "year: 令和6年, url: cao.go.jp",
            WHAT,
            5,
            "「url」は https:// から書いてください。",
        ),
        (
            "supporter/02-reference/chapter.ja.md",
            "is_reference: true",
            "is_reference: はい",
            "supporter/02-reference/chapter.ja.md",
            4,
            "「is_reference」は true か false で書いてください。",
        ),
        (
            WHAT,
            "title: サポーターとは",
            "title: " + "長" * 121,
            WHAT,
            2,
            "「title」は120文字までです。",
        ),
        # text
        (WHAT, "本文です。", "本文です。\n\n<b>x</b>", WHAT, 10, "HTMLは書けません。"),
        (
            WHAT,
            "three.svg",
            "four.svg",
            WHAT,
            10,
            "図「four.svg」が figures フォルダにありません。",
        ),
        (WHAT, ":alt: 四角\n", "", WHAT, 10, "figure に代替テキスト「:alt:」がありません。"),
        (
            WHY,
            "lesson:intro/what",
            "lesson:intro/where",
            WHY,
            6,
            "リンク先のレッスン「intro/where」がありません。",
        ),
        (
            WHY,
            ":keys: yorisoi",
            ":keys: yorisoi, inochi",
            WHY,
            8,
            "キー「inochi」がありません。",
        ),
        (
            WHY,
            ":keys: yorisoi",
            ":audience: men",
            WHY,
            8,
            "「audience」に「men」は使えません。使える値：all、under18、women、gender、foreigners、disaster",
        ),
        (
            WHY,
            ":kind: 役割創出",
            ":keys: cafe",
            WHY,
            12,
            "キー「cafe」がありません。",
        ),
        (
            WHAT,
            "本文です。",
            ":::{reflection} my-word\nだれ。\n:::",
            WHY,
            16,
            "キー「my-word」は {root}supporter/01-intro/01-what.ja.md で使われています。",
        ),
        (
            "supporter/01-intro/chapter.ja.md",
            "導入です。",
            ":::{quiz} check\n:::",
            "supporter/01-intro/chapter.ja.md",
            6,
            "この書き方は、レッスンの中だけで使えます。",
        ),
        # quizzes
        (
            WHY,
            "{quiz} check",
            "{quiz} test",
            WHY,
            20,
            "確認テストのファイル「test.quiz.ja.yaml」がありません。",
        ),
        (
            WHY,
            ":::{quiz} check\n:::\n",
            "",
            QUIZ,
            1,
            "この確認テストは、どのレッスンにも置かれていません。",
        ),
        (
            WHY,
            ":::{quiz} check\n:::\n",
            ":::{quiz} check\n:::\n\n:::{quiz} check\n:::\n",
            WHY,
            23,
            "一つのレッスンに置ける確認テストは一つです。",
        ),
        (
            WHAT,
            "本文です。",
            ":::{quiz} check\n:::",
            WHY,
            20,
            "確認テスト「check」は {root}supporter/01-intro/01-what.ja.md に置かれています。",
        ),
        (
            QUIZ,
            "pass_mark: 80",
            "pass_mark: 120",
            QUIZ,
            2,
            "「pass_mark」は1から100までの整数で書いてください。",
        ),
        (
            QUIZ,
            "kind: single",
            "kind: essay",
            QUIZ,
            5,
            "「kind」に「essay」は使えません。使える値：single、multiple、truefalse、ordering、matching",
        ),
        (
            QUIZ,
            "        correct: true\n",
            "",
            QUIZ,
            8,
            "正しい選択肢（correct: true）がありません。",
        ),
        (
            QUIZ,
            "text: 専門家",
            "text: 専門家\n        correct: true",
            QUIZ,
            8,
            "「kind: single」の正しい選択肢は一つだけです。いくつもあるときは multiple にします。",
        ),
        (
            QUIZ,
            "        explanation: 資格はいりません。\n",
            "",
            QUIZ,
            13,
            "「explanation」がありません。",
        ),
        (
            QUIZ,
            "lesson: what",
            "lesson: where",
            QUIZ,
            6,
            "レッスン「where」がこの章にありません。",
        ),
        (
            QUIZ,
            "prompt: どんな人ですか。",
            "prompt: [a]",
            QUIZ,
            7,
            "「prompt」は文字で書いてください。",
        ),
        # translations
        (
            "supporter/01-intro/03-new.en.md",
            NEW,
            "---\ntitle: New\n---\n\nText.\n",
            "supporter/01-intro/03-new.en.md",
            1,
            "もとになる日本語のファイルがありません。",
        ),
        (
            "supporter/01-intro/extra.quiz.en.yaml",
            NEW,
            "title: t\nquestions:\n  - {key: a, prompt: p, choices: [{key: a, text: t, explanation: e}]}\n",
            "supporter/01-intro/extra.quiz.en.yaml",
            1,
            "もとになる日本語のファイルがありません。",
        ),
        (
            "supporter/01-intro/01-what.fr.md",
            NEW,
            "---\ntitle: Quoi\n---\n",
            "supporter/01-intro/01-what.fr.md",
            1,
            "言語「fr」は使えません。使える言語：ja、ja-easy、en",
        ),
        (
            "supporter/01-intro/01-what.en.md",
            "title: What",
            "title: What\nminutes: 3",
            "supporter/01-intro/01-what.en.md",
            3,
            "「minutes」という項目はありません。使える項目：title、sources",
        ),
        (
            "supporter/01-intro/01-what.en.md",
            "Text.",
            ":::{quiz} check\n:::",
            "supporter/01-intro/01-what.en.md",
            5,
            "quiz check は日本語版にありません。",
        ),
        (
            "supporter/01-intro/02-why.en.md",
            NEW,
            "---\ntitle: Why\n---\n\n:::{quiz} check\n:::\n",
            "supporter/01-intro/02-why.en.md",
            1,
            "日本語版にある reflection my-word がありません。",
        ),
        (
            "supporter/01-intro/check.quiz.en.yaml",
            "      - {key: b, text: An expert, explanation: No licence needed.}\n",
            "",
            "supporter/01-intro/check.quiz.en.yaml",
            1,
            "日本語版にある question role, choice b がありません。",
        ),
        # files and folders
        (
            "supporter/course.ja.md",
            GONE,
            "",
            "supporter/course.ja.md",
            1,
            "ファイルがありません。",
        ),
        (
            "supporter/02-reference/chapter.ja.md",
            GONE,
            "",
            "supporter/02-reference/chapter.ja.md",
            1,
            "ファイルがありません。",
        ),
        (
            "supporter/02-reference/01-words.ja.md",
            GONE,
            "",
            "supporter/02-reference",
            1,
            "レッスンのファイル（01-….ja.md など）がありません。",
        ),
        (
            "supporter/01-intro/03-what.ja.md",
            NEW,
            "---\ntitle: t\nminutes: 1\n---\n",
            "supporter/01-intro/03-what.ja.md",
            1,
            "レッスンの名前「what」が二度使われています。",
        ),
        (
            "supporter/01-intro/02-how.ja.md",
            NEW,
            "---\ntitle: t\nminutes: 1\n---\n",
            "supporter/01-intro",
            1,
            "番号 02 が二度使われています。",
        ),
        (
            "supporter/02-other/chapter.ja.md",
            NEW,
            "---\ntitle: t\ngoal: g\n---\n",
            "supporter/02-other",
            1,
            "レッスンのファイル（01-….ja.md など）がありません。",
        ),
        (
            "supporter/intro/chapter.ja.md",
            NEW,
            "",
            "supporter/intro",
            1,
            "章のフォルダは「01-短い名前」（半角）の形にしてください。",
        ),
        (
            "supporter/01-intro/memo.txt",
            NEW,
            "x",
            "supporter/01-intro/memo.txt",
            1,
            "この名前のファイルやフォルダは、ここに置けません。",
        ),
        (
            "supporter/01-intro/figures/photo.gif",
            NEW,
            "x",
            "supporter/01-intro/figures/photo.gif",
            1,
            "この名前のファイルやフォルダは、ここに置けません。",
        ),
        (
            "supporter/01-intro/figures/photo.png",
            NEW,
            "x",
            "supporter/01-intro/figures/photo.png",
            1,
            "PNG・JPEG・WebPの画像として読めません。",
        ),
        (
            "supporter/01-intro/figures/three.svg",
            "<rect",
            "\n<script>1</script><rect",
            "supporter/01-intro/figures/three.svg",
            2,
            "SVGの要素「script」は使えません。",
        ),
        (
            "講座/course.yaml",
            NEW,
            "",
            "講座",
            1,
            "講座のフォルダではありません。名前は半角の小文字と数字と「-」です。",
        ),
        (
            WHAT,
            "本文です。\n",
            "本文です。\r\n",
            WHAT,
            8,
            "改行をLFにしてください（CRがあります）。",
        ),
        (WHAT, "本文です。", "本文\x00です。", WHAT, 8, "BOMや制御文字は使えません。"),
        (WHAT, "---\ntitle", "\ufeff---\ntitle", WHAT, 1, "BOMや制御文字は使えません。"),
        (WHAT, "本文です。", "本文\u2028です。", WHAT, 8, "BOMや制御文字は使えません。"),
        (WHAT, NEW, "", WHAT, 1, NO_FRONT_MATTER),
        ("supporter/course.ja.md", NEW, "", "supporter/course.ja.md", 1, NO_FRONT_MATTER),
        (
            WHAT,
            "本文です。",
            "あ" * MOST_CHARACTERS,
            WHAT,
            1,
            "ファイルが長すぎます（100000文字まで）。",
        ),
        # YAML that would bring the process down, or never end
        (QUIZ, "questions:\n", "questions: " + "[" * 90_000 + "\n", QUIZ, 3, NO_YAML),
        (WHAT, "title: サポーターとは", "title: " + "[" * 90_000, WHAT, 2, NO_YAML),
        (QUIZ, "questions:\n", "again: &a [*a]\nquestions:\n", QUIZ, 3, NO_YAML),
        (
            QUIZ,
            "questions:\n",
            "? [a]\n: b\nquestions:\n",
            QUIZ,
            3,
            "「項目: 値」の形で書いてください。",
        ),
        (
            QUIZ,
            "pass_mark: 80",
            f"pass_mark: {'9' * 5000}",
            QUIZ,
            2,
            "「pass_mark」は1から100までの整数で書いてください。",
        ),
        # charts
        (
            WORDS,
            "| 20代 | 7.1 |",
            "| 20代 | 7.1 | 9 |",
            WORDS,
            14,
            "表の行「20代」の値が、列の数より多くあります。",
        ),
        (
            WORDS,
            "| 年代 | 割合 |\n|---|---|\n| 20代 | 7.1 |\n| 30代 | 7.2 |",
            "| 年代 | 割合 | 割合 |\n|---|---|---|\n| 20代 | 7.1 | 8 |",
            WORDS,
            11,
            "表の列の名前「割合」が空か、二度あります。",
        ),
        (
            WORDS,
            "| 30代 | 7.2 |\n",
            "".join(f"| {n}歳 | 1 |\n" for n in range(60)),
            WORDS,
            6,
            "chart の表に書ける値は60個まで、値の列は6列までです。",
        ),
        (
            WORDS,
            "7.1",
            "9" * 400,
            WORDS,
            14,
            f"「割合」の値「{'9' * 400}」は半角の数字で書いてください。",
        ),
        (WORDS, "| 20代 |", f"| {'長' * 61} |", WORDS, 11, f"「{'長' * 61}」は60文字までです。"),
        (WORDS, ":unit: %", f":unit: {'長' * 21}", WORDS, 9, "「unit」は20文字までです。"),
        (
            "supporter/02-reference/01-words.en.md",
            NEW,
            (
                "---\ntitle: Words\n---\n\n"
                ":::{chart} bar by-age\n:title: Share\n:alt: High.\n:source: Survey (2022)\n\n"
                "| Age | Share |\n|---|---|\n| 20s | 7.2 |\n| 30s | 7.1 |\n:::\n"
            ),
            "supporter/02-reference/01-words.en.md",
            5,
            "chart「by-age」の値が、日本語版と違います。",
        ),
        # another language than the file's
        (
            "supporter/01-intro/01-what.en.md",
            "Text.",
            "日本語の文章が、英語のファイルに置かれています。",
            "supporter/01-intro/01-what.en.md",
            4,
            "ファイルの言語（en）の文章ではありません。",
        ),
        (
            WHAT,
            "本文です。",
            "This is an English text that stands in the Japanese file.",
            WHAT,
            7,
            "ファイルの言語（ja）の文章ではありません。",
        ),
        (
            "supporter/01-intro/check.quiz.en.yaml",
            "Who?",
            "どんな人ですか。英語のファイルに置かれた、日本語の長い問いです。英語の言葉よりも、ずっと長い文章です。",
            "supporter/01-intro/check.quiz.en.yaml",
            1,
            "ファイルの言語（en）の文章ではありません。",
        ),
        # windows
        (
            "../windows.ja.yaml",
            "phone: 0120-279-338",
            "phone: 電話",
            "../windows.ja.yaml",
            4,
            "「phone」は半角の数字と「-」「#」で書いてください。",
        ),
    ],
)
def test_a_mistake_is_named_and_nothing_is_saved(folder, name, old, new, file, line, reason):
    if old is GONE:
        folder.remove(name)
    elif old is NEW:
        folder.write(name, new)
    else:
        folder.replace(name, old, new)

    found = problems(folder)

    wanted = (
        str((folder.root / file).resolve()) if file.startswith("..") else file,
        line,
        reason.replace("{root}", f"{folder.root}/"),
    )
    assert wanted in found
    # The mistake brings no more than its own consequences in other files.
    assert [problem for problem in found if problem[0] == wanted[0]] == [wanted]


def test_a_file_in_another_encoding_is_named_by_its_line(folder):
    folder.write(WHAT, b"---\ntitle: a\nminutes: 1\n---\n\n" + "孤独".encode("cp932"))

    assert (WHAT, 6, "文字コードをUTF-8にしてください。") in problems(folder)


@pytest.mark.parametrize("name", ["windows.ja.yaml", "windows.en.yaml", "activities.ja.yaml"])
@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("- 孤独".encode("cp932"), "文字コードをUTF-8にしてください。"),
        (b"\xef\xbb\xbfa: b", "BOMや制御文字は使えません。"),
        (b"a: b\r\n", "改行をLFにしてください（CRがあります）。"),
    ],
)
def test_a_list_in_another_encoding_is_named(folder, name, data, reason):
    folder.write(f"../{name}", data)

    file = str((folder.curriculum / name).resolve())
    assert (file, 1, reason) in problems(folder)


def test_two_chapters_of_one_name_are_refused(folder):
    for name in ("chapter.ja.md", "01-words.ja.md"):
        text = (folder.root / "supporter/02-reference" / name).read_text(encoding="utf-8")
        folder.write(f"supporter/03-reference/{name}", text)

    assert problems(folder) == [
        ("supporter/03-reference", 1, "章の名前「reference」が二度使われています。")
    ]


def test_everything_wrong_in_every_course_is_named_at_once(folder):
    folder.write("other/course.yaml", "track: kids\n")
    folder.replace(WHAT, ":alt: 四角\n", "")
    folder.replace(QUIZ, "pass_mark: 80\n", "")

    assert problems(folder) == [
        ("other", 1, "章のフォルダ（01-… など）がありません。"),
        ("other/course.ja.md", 1, "ファイルがありません。"),
        ("other/course.yaml", 1, "「edition」に項目の組がありません。"),
        ("other/course.yaml", 1, "「position」は1から999までの整数で書いてください。"),
        (WHAT, 10, "figure に代替テキスト「:alt:」がありません。"),
        (QUIZ, 1, "「pass_mark」は1から100までの整数で書いてください。"),
    ]


def test_a_folder_that_is_not_there_or_empty_is_named(tmp_path):
    (tmp_path / "empty" / "courses").mkdir(parents=True)
    for path in (tmp_path / "nowhere", tmp_path / "empty"):
        with pytest.raises(CurriculumInvalidError) as caught:
            load_curriculum(path)
        assert [p.file for p in caught.value.problems] == [str(path / "courses")]


def test_command_prints_file_line_and_reason_and_ends_with_one(folder):
    folder.replace(WHAT, "本文です。", "{孤独こどく}です。")
    errors = io.StringIO()

    with pytest.raises(SystemExit) as caught:
        call_command("load_curriculum", folder.curriculum, "--publish", stderr=errors)

    assert caught.value.code == 1
    assert errors.getvalue().splitlines() == [
        f"{folder.root}/{WHAT}:8: ふりがなの書き方が違います。「{{漢字|かんじ}}」と書いてください。",
        "1件の問題があります。何も保存していません。",
    ]
    assert not Course.objects.exists()

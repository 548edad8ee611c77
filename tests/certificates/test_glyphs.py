import pytest
from hypothesis import given
from hypothesis import strategies as st

from certificates import glyphs
from certificates.glyphs import (
    FAMILIES,
    MissingGlyphError,
    describe_character,
    face_for,
    load_faces,
    missing_characters,
)
from core.paper.fonts import FontsMissingError, split_clusters

MINCHO, NOTO = FAMILIES[:2]


def test_both_fonts_of_certificates_are_installed():
    assert [face.family for face in load_faces()][:2] == [MINCHO, NOTO]


@pytest.mark.parametrize("name", ["山田 太郎", "髙﨑　濵瀨德", "葛󠄀城", "葛󠄁城", "①㈱", "か\u3099"])
def test_usual_names_are_drawn_by_the_mincho(name):
    assert face_for(name).family == MINCHO


@pytest.mark.parametrize(
    "name", ["𠮷田", "𠮷野家 葛󠄀子", "김민수", "Nguyễn Văn", "邊󠄆見", "王晓明", "Maria dos Santos"]
)
def test_name_with_a_rare_character_or_in_latin_is_drawn_by_one_other_face_as_a_whole(name):
    assert face_for(name).family == NOTO


@pytest.mark.parametrize(
    ("name", "missing"),
    [
        ("山田😀太郎", ["😀"]),
        ("山田\U000e0100太郎\U000e01ef", ["郎\U000e01ef"]),
        ("\ue000田", ["\ue000"]),
        ("山\u200d田", ["\u200d"]),
        ("山\u202e田", ["\u202e"]),
        ("山\n田\n", ["\n"]),
        ("山\0田", ["\0"]),
        ("\U000e0100田", ["\U000e0100"]),
        ("😀😀", ["😀"]),
        ("محمد", ["م", "ح", "د"]),
    ],
)
def test_what_no_font_has_is_named(name, missing):
    assert missing_characters(name) == missing
    with pytest.raises(MissingGlyphError) as raised:
        face_for(name)
    assert raised.value.characters == missing


def test_variant_counts_as_one_character():
    assert split_clusters("葛󠄀子か\u3099") == ["葛󠄀", "子", "か\u3099"]


def test_unknown_variant_of_a_known_character_is_missing():
    assert missing_characters("葛\U000e01ef") == ["葛\U000e01ef"]


@pytest.mark.parametrize(
    ("character", "text"),
    [
        ("😀", "「😀」（U+1F600）"),
        ("葛󠄀", "「葛󠄀」（U+845B U+E0100）"),
        ("\ue000", "U+E000"),
        ("\n", "U+000A"),
    ],
)
def test_character_is_described_by_itself_and_by_its_code(character, text):
    assert describe_character(character) == text


@given(st.text(max_size=30))
def test_face_draws_every_part_or_the_rest_is_named(text):
    missing = missing_characters(text)
    if missing:
        assert set(missing) <= set(split_clusters(text))
        with pytest.raises(MissingGlyphError):
            face_for(text)
    else:
        face = face_for(text)
        assert [part for part in split_clusters(text) if not face.draws(part)] == []


def test_no_font_at_all_is_said(monkeypatch):
    monkeypatch.setattr(glyphs, "FAMILIES", ("No Such Mincho",))
    glyphs.load_faces.cache_clear()
    try:
        with pytest.raises(FontsMissingError):
            load_faces()
    finally:
        glyphs.load_faces.cache_clear()

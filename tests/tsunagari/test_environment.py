import stat

import pytest

from tsunagari.environment import Environment, kept_secret


@pytest.mark.parametrize(
    ("value", "flag"), [("1", True), ("On", True), ("0", False), ("no", False), ("", True)]
)
def test_flag_reads_common_words(value, flag):
    env = Environment({"X": value})
    assert (env.flag("X", default=True), env.problems) == (flag, [])


def test_flag_that_cannot_be_read_falls_back_and_is_remembered():
    env = Environment({"X": "perhaps"})
    assert (env.flag("X"), env.problems) == (False, ["X: use 1 or 0, not 'perhaps'"])


def test_integer_that_cannot_be_read_falls_back_and_is_remembered():
    env = Environment({"PORT": "http"})
    assert (env.integer("PORT", 8000), env.problems) == (
        8000,
        ["PORT: use a whole number, not 'http'"],
    )


def test_names_are_parted_by_commas():
    assert Environment({"X": " a , b,"}).names("X") == ["a", "b"]


def test_secret_comes_from_a_file(tmp_path):
    file = tmp_path / "key"
    file.write_text("hidden\n")
    assert Environment({"X": "open", "X_FILE": str(file)}).text("X") == "hidden"


def test_missing_secret_file_is_remembered(tmp_path):
    env = Environment({"X_FILE": str(tmp_path / "none")})
    assert (env.text("X", "default"), len(env.problems)) == ("default", 1)


@pytest.mark.parametrize("url", ["mysterious://host/name", "postgres://u:hidden@host:port/name"])
def test_database_url_that_cannot_be_read_is_remembered_without_its_password(url):
    env = Environment({"DATABASE_URL": url})
    assert env.database("DATABASE_URL", "sqlite:///:memory:")["ENGINE"].endswith("sqlite3")
    assert env.problems == ["DATABASE_URL: use sqlite:///… or postgres://user:password@host/name"]


def test_kept_secret_is_made_once_and_read_by_its_owner_alone(tmp_path):
    path = tmp_path / "var" / "secret_key"
    secret = kept_secret(path)
    assert (kept_secret(path), stat.S_IMODE(path.stat().st_mode)) == (secret, 0o600)
    assert len(secret) >= 50


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("https://city.example.jp/", ("https://city.example.jp", 0)),
        ("city.example.jp", ("http://localhost", 1)),
        ("ftp://city.example.jp", ("http://localhost", 1)),
    ],
)
def test_address_needs_its_scheme(value, found):
    env = Environment({"SITE_URL": value})
    assert (env.address("SITE_URL", "http://localhost"), len(env.problems)) == found


def test_one_of_names_what_may_be_used():
    env = Environment({"LOG_LEVEL": "loud"})
    assert env.one_of("LOG_LEVEL", "INFO", ["INFO", "ERROR"]) == "INFO"
    assert env.problems == ["LOG_LEVEL: use one of INFO, ERROR, not 'loud'"]

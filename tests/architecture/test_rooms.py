"""What every room keeps to: readable sizes, a README, no inline code, no foreign addresses."""

import ast
import re
import sys
from importlib.metadata import packages_distributions

import grimp
import pytest
from django.core.management import get_commands

from tests.architecture.rooms import ROOT, modules, name_of, rooms, templates, tracked_files

MODULE_LINES = 400
ROOM_SHARE = 0.16
COMMANDS = {
    "create_administrator",
    "export_curriculum",
    "issue_missing_certificates",
    "load_curriculum",
    "load_municipalities",
    "prepare",
    "seed_demo",
    "seed_scale",
}
NAMELESS = {"helpers", "managers", "misc", "util", "utils"}
_COMMENT = re.compile(r"{#.*?#}|{% comment %}.*?{% endcomment %}", re.DOTALL)
_INLINE = [
    re.compile(r"<script\b(?![^>]*\bsrc=)(?![^>]*type=.application/(?:ld\+)?json)", re.IGNORECASE),
    re.compile(r"<style\b", re.IGNORECASE),
    re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[:a-z-]*)\s*=", re.IGNORECASE),
    re.compile(r"javascript:|hx-vals=.js:", re.IGNORECASE),
]
# Spelt in pieces: this file is looked through as well.
_REGISTRIES = re.compile(
    "|".join(
        ["py" + r"pi\.org", "python" + r"hosted\.", r"registry\.npm" + "js", r"deb\.debian" + r"\."]
    )
)
_MACHINE = re.compile(
    "|".join(["/wor" + r"k/(?:main|shared|steering|\.)", "/ro" + "ot/", "/far" + "m/"])
)


@pytest.mark.parametrize("room", rooms())
def test_room_has_a_readme(room):
    text = (ROOT / room / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) >= 8


def test_contracted_commands_exist():
    assert set() == COMMANDS - set(get_commands())


def test_modules_stay_readable():
    long = {
        name_of(path): lines
        for room in rooms()
        for path in modules(room)
        if "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MODULE_LINES
    }
    assert long == {}


def test_no_room_outgrows_the_others():
    lines = {
        room: sum(
            len(path.read_text(encoding="utf-8").splitlines())
            for path in modules(room)
            if "migrations" not in path.parts
        )
        for room in rooms()
    }
    total = sum(lines.values())
    assert {room: n for room, n in lines.items() if n > ROOM_SHARE * total} == {}


def test_modules_import_each_other_in_no_circle():
    """At run time: what stands under TYPE_CHECKING (a queryset's model) is left out."""
    graph = grimp.build_graph(*rooms(), exclude_type_checking_imports=True)
    below = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    # What imports nothing that is left goes, again and again: a circle is what stays.
    while leaves := {name for name, imported in below.items() if not imported & below.keys()}:
        for name in leaves:
            del below[name]
    assert sorted(below) == []


def test_modules_are_named_by_their_subject():
    found = [
        name_of(path)
        for room in rooms()
        for path in modules(room)
        if NAMELESS & {path.stem, *path.relative_to(ROOT).parts[:-1]}
    ]
    assert found == []


def inline_code(text):
    bare = _COMMENT.sub("", text)
    return [match[0] for pattern in _INLINE for match in pattern.finditer(bare)]


@pytest.mark.parametrize("room", rooms())
def test_templates_hold_no_inline_code(room):
    found = {
        name_of(path): code
        for path in templates(room)
        if path.suffix == ".html" and (code := inline_code(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("template", "is_inline"),
    [
        ("<script>alert(1)</script>", True),
        ('<script src="{% static "x.js" %}" defer></script>', False),
        ('<script type="application/json">{}</script>', False),
        ("<p style='color: red'>", True),
        ('<button class="x" onclick="y()">', True),
        ('<div hx-on::after-request="y()">', True),
        ('<a href="javascript:void(0)">', True),
        ("{# <style> would be refused #}<p>style = fine</p>", False),
    ],
)
def test_inline_code_is_found(template, is_inline):
    assert bool(inline_code(template)) is is_inline


@pytest.mark.parametrize("pattern", [_REGISTRIES, _MACHINE], ids=["registry", "machine path"])
def test_files_name_no_foreign_address(pattern):
    found = {}
    for path in tracked_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        if match := pattern.search(text):
            found[name_of(path)] = match[0]
    assert found == {}


def imported_packages(room):
    """Top-level names of what a room's modules import, anywhere in them."""
    for path in modules(room):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.split(".")[0]


def test_site_names_every_package_it_imports():
    """What another package or the tests happen to bring is missing on a site one day."""
    named = {
        re.match(r"[\w-]+", line)[0].lower()
        for line in (ROOT / "requirements/base.in").read_text(encoding="utf-8").splitlines()
        if re.match(r"[\w-]", line)
    }
    distributions = packages_distributions()
    missing = {
        package
        for room in rooms()
        for package in imported_packages(room)
        if package not in sys.stdlib_module_names
        and package not in {*rooms(), "tests"}
        and not named & {name.lower() for name in distributions.get(package, [package])}
    }
    assert missing == set()


def test_every_setting_is_explained_to_operators():
    """Each environment variable that is read stands in the table of docs/operations.md."""
    explained = set(
        re.findall(r"`([A-Z][A-Z0-9_]+)`", (ROOT / "docs/operations.md").read_text("utf-8"))
    )
    read = set()
    for name in ("tsunagari/settings.py", "tsunagari/gunicorn.py", "bin/serve"):
        text = (ROOT / name).read_text("utf-8")
        read |= set(re.findall(r"""env\.[a-z]+\(\s*["']([A-Z0-9_]+)["']""", text))
        read |= set(re.findall(r"""environ\.get\(["']([A-Z0-9_]+)["']""", text))
        read |= set(re.findall(r"\$\{([A-Z_]+)[:-]", text)) - {"BASH_SOURCE"}
    assert read - explained == set()

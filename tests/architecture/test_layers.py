"""References that run upwards and that import-linter cannot see, because they are strings.

settings.AUTH_USER_MODEL is the one reference that may point up: docs/decisions/0002.
"""

import ast
import re

import pytest

from tests.architecture.rooms import ROOT, levels, may_name, modules, name_of, rooms, templates

# "trainings.Training", "trainings:public_list", "trainings/_row.html", "trainings.tasks.close".
_REFERENCE = re.compile(
    rf"(?P<room>{'|'.join(rooms())})(?::[a-z_]+|(?:\.[A-Za-z_]\w*)+|/[\w/]+\.(?:html|txt))"
)
_TAG = re.compile(
    r"{%-?\s*(?P<tag>url|include|extends|load)\s+(?P<arguments>.*?)\s*-?%}", re.DOTALL
)
_QUOTED = re.compile(r"""^["']([^"']+)["']""")


def upward_strings(room, tree):
    """String constants, docstrings aside, that name something of a room `room` may not know."""
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        match = _REFERENCE.fullmatch(node.value)
        if match and id(node) not in docstrings and not may_name(room, match["room"]):
            yield node.lineno, node.value


def tag_libraries():
    """Which room each of our `{% load %}` libraries belongs to."""
    return {
        path.stem: room
        for room in rooms()
        for path in (ROOT / room).glob("templatetags/*.py")
        if path.stem != "__init__"
    }


def template_folders():
    """Which room each top folder of templates belongs to; third parties' overrides left out."""
    return {
        **{
            folder.name: room
            for room in rooms()
            for folder in (ROOT / room).glob("templates/*")
            if folder.is_dir() and (folder.name in levels() or room == "theme")
        },
        **{room: room for room in rooms()},
    }


def upward_tags(room, text):
    """Template tags that name something of a room `room` may not know."""
    libraries, folders = tag_libraries(), template_folders()
    for match in _TAG.finditer(text):
        tag, arguments = match["tag"], match["arguments"]
        if tag == "load":
            names = arguments.split(" from ")[-1].split()
            owners = [libraries[name] for name in names if name in libraries]
        else:
            quoted = _QUOTED.match(arguments)
            if not quoted:
                continue
            top = re.split("[:/]", quoted[1])[0]
            known = levels() if tag == "url" else folders
            owners = [folders.get(top, top)] if top in known and top != quoted[1] else []
        for owner in owners:
            if not may_name(room, owner):
                yield text.count("\n", 0, match.start()) + 1, match[0]


@pytest.mark.parametrize("room", rooms())
def test_python_names_only_rooms_below(room):
    found = [
        f"{name_of(path)}:{line} {text}"
        for path in modules(room)
        for line, text in upward_strings(room, ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize("room", rooms())
def test_templates_name_only_rooms_below(room):
    found = [
        f"{name_of(path)}:{line} {tag}"
        for path in templates(room)
        for line, tag in upward_tags(room, path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('models.ForeignKey("trainings.Training")', ["trainings.Training"]),
        ('reverse("portal:home")', ["portal:home"]),
        ('redirect("certificates:verify_form")', ["certificates:verify_form"]),
        ('send_task("reporting.build")', ["reporting.build"]),
        ('render(request, "portal/home.html")', ["portal/home.html"]),
        ('"""portal.views"""', []),
        ('reverse("learning:course_list")', []),
        ('reverse("courses:edition_list")', []),
        ('"the portal: a page"', []),
    ],
)
def test_upward_strings_are_found(code, found):
    assert [text for _, text in upward_strings("learning", ast.parse(code))] == found


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ("{% url 'portal:home' %}", True),
        ('{% url "trainings:public_detail" pk=1 %}', True),
        ("{% include 'certificates/_card.html' %}", True),
        ("{% include 'dads/field.html' %}", False),
        ("{% extends 'theme/base.html' %}", False),
        ("{% url 'account_login' %}", False),
        ("{% url next %}", False),
        ("{% load i18n static %}", False),
    ],
)
def test_upward_tags_are_found(template, found):
    assert bool(list(upward_tags("learning", template))) is found

"""Chromium against the site that `bin/serve` runs: production server, worker, demo data."""

import os
import re
import shutil
import weakref

import pytest
from playwright.sync_api import sync_playwright

from tests.live import ROOT, running_site

SIZES = {"phone": (360, 740), "desk": (1280, 900)}
# As root, and where there is no internet, Debian's Chromium wants these.
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# How each open page was opened.
_options = weakref.WeakKeyDictionary()
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site():
    with running_site() as site:
        yield site


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows what the site complained of meanwhile."""
    report = yield
    site = getattr(item, "funcargs", {}).get("site")
    if report.failed and site is not None:
        lines = (site.var_dir / "serve.log").read_text(errors="replace").splitlines()
        complaints = [line[:2000] for line in lines if '"level": "info"' not in line]
        report.sections.append(("the site's log", "\n".join(complaints[-60:])))
    return report


@pytest.fixture(scope="session")
def chromium():
    # Playwright's event loop stays in this thread; Django would refuse its ORM to later tests.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, site):
    """`open_page("phone" | "desk", script=True, scheme="light", path=None)` gives a page.

    Each page has a context of its own (another person). Errors that scripts raise, and what the
    content security policy refused, fail the test at its end.
    """
    contexts, complaints = [], []

    def listen(message):
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            complaints.append(message.text)

    def opened(size="desk", *, script=True, scheme="light", path=None, **options):
        width, height = SIZES[size]
        context = chromium.new_context(
            base_url=site.base_url,
            viewport={"width": width, "height": height},
            java_script_enabled=script,
            color_scheme=scheme,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            accept_downloads=True,
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(20_000)
        page = context.new_page()
        _options[page] = {"size": size, "script": script, "scheme": scheme}
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", listen)
        if path:
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def sign_in(site):
    """`sign_in(page, "tottori")` signs a demo login in, by the page that people use."""

    def signed_in(page, name):
        login = site.logins[name]
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(login.email)
        page.locator("input[name=password]").fill(login.password)
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url(re.compile(r"^(?!.*/accounts/login/).*$"))
        return page

    return signed_in


@pytest.fixture(scope="session")
def _axe_source():
    return (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def assert_accessible(open_page, _axe_source):
    """`assert_accessible(page)`: axe finds nothing, in light or dark, nor anything too wide.

    axe is evaluated by the debugger, which the content security policy does not bind: the page
    is looked at under its own policy. A page whose scripts are off cannot run axe; its address
    is opened once more, by the same person, with scripts on.
    """

    def check(page):
        options = _options[page]
        if not options["script"]:
            again = open_page(
                **{**options, "script": True}, storage_state=page.context.storage_state()
            )
            again.goto(page.url)
            check(again)
            again.context.close()
            return
        page.wait_for_load_state()
        width = page.evaluate("() => document.documentElement.scrollWidth")
        assert width <= page.viewport_size["width"], f"{page.url} is {width} px wide"
        page.evaluate(_axe_source)
        found = _violations(page, {"type": "tag", "values": AXE_TAGS})
        # Dark and light differ in colours alone.
        page.emulate_media(color_scheme="dark" if options["scheme"] == "light" else "light")
        found += _violations(page, {"type": "rule", "values": ["color-contrast"]})
        page.emulate_media(color_scheme=options["scheme"])
        assert found == [], f"{page.url}\n" + "\n".join(found)

    return check


def _violations(page, rules):
    violations = page.evaluate(
        "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})"
        ".then(found => found.violations)",
        rules,
    )
    return [
        f"{violation['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for violation in violations
        for node in violation["nodes"]
    ]

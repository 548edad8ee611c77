"""The harness itself: the whole site starts, answers, and the browser reaches it."""

import json
import urllib.request


def test_site_is_ready_in_every_part(site):
    with urllib.request.urlopen(site.url("/readyz")) as answer:
        parts = ["database", "broker", "cache", "storage", "static_files"]
        assert json.load(answer) == dict.fromkeys(parts, "ok")


def test_browser_reads_a_page_with_and_without_script(open_page):
    for script in (True, False):
        page = open_page("phone", script=script, path="/healthz")
        assert page.locator("body").inner_text() == '{"database": "ok"}'

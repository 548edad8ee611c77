from __future__ import annotations

from datetime import date

import factory

from tests.factories.accounts import OrganizationFactory
from windows.models import Window, WindowText


class WindowFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Window

    key = factory.Sequence(lambda n: f"window-{n}")
    position = factory.Sequence(lambda n: n)
    name = factory.LazyAttribute(lambda window: f"窓口 {window.key}")
    phone = "0120-000-000"
    channels = factory.LazyFunction(lambda: ["phone"])
    hours = factory.LazyFunction(lambda: {"kind": "always"})
    source = "窓口の案内（令和8年11月確認）"
    checked_on = date(2026, 4, 1)
    expires_on = date(2099, 4, 1)

    class Params:
        local = factory.Trait(
            key=factory.Sequence(lambda n: f"local-{n}"),
            organization=factory.SubFactory(OrganizationFactory),
            municipality=factory.SelfAttribute("organization.municipality"),
            prefecture=factory.SelfAttribute("organization.prefecture"),
        )


class SetPeriodWindowFactory(WindowFactory):
    """A window like #9999: open in May 2026 only."""

    key = "kodoku-koritsu-9999"
    name = "孤独・孤立相談ダイヤル #9999"
    phone = "#9999"
    url = "https://notalone-cao.go.jp/"
    is_permanent = False
    periods = factory.LazyFunction(
        lambda: [{"starts": "2026-05-01T10:00:00+09:00", "ends": "2026-05-06T10:00:00+09:00"}]
    )


class WindowTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = WindowText

    window = factory.SubFactory(WindowFactory)
    language = "en"
    name = factory.LazyAttribute(lambda text: f"Helpline {text.window.key}")

from __future__ import annotations

import factory

from support.models import Activity


class ActivityFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Activity

    key = factory.Sequence(lambda n: f"activity-{n}")
    position = factory.Sequence(lambda n: n)
    title = "畑サロン"
    place = "奈良県生駒市"
    kind = "generations"
    year = "令和4年度"
    summary = "市民農園をサロンにした例です。"
    source = "調査研究報告書（令和4年度）"

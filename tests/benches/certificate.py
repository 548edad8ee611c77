"""One certificate with its QR (PDF/UA, fonts embedded), against a bare WeasyPrint call.

The bare call prints one line in the same font, with its font and its style prepared beforehand as
the certificate's are. Both run in turns in one process; each certificate has a name, a number and
a code of its own. The medians are compared.
"""

import os
import statistics
import time
from datetime import date

ROUNDS = 60
WARM_UP = 5
NAMES = ("山田 太郎", "髙橋 花子", "﨑山 葛󠄀子", "佐藤 さくら", "濵田 德次郎")


def run():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from certificates.rendering import render_certificate

    bare = _bare_call()
    certificates, bares = [], []
    for number in range(ROUNDS + WARM_UP):
        text = _text(number)
        certificates.append(_seconds(lambda text=text: render_certificate(text)))
        bares.append(_seconds(bare))
    value = statistics.median(certificates[WARM_UP:])
    ratio_to = statistics.median(bares[WARM_UP:])
    return [
        {
            "bench": "certificate",
            "value": round(value * 1000, 2),
            "unit": "ms",
            "ratio_to": round(ratio_to * 1000, 2),
            "ratio": round(value / ratio_to, 2),
        }
    ]


def _bare_call():
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    from certificates.glyphs import load_faces

    fonts = FontConfiguration()
    style = CSS(string=f'html {{ font-family: "{load_faces()[0].family}" }}', font_config=fonts)
    html = '<!doctype html><html lang="ja"><title>修了証</title><p>修了証を交付します。</p></html>'
    return lambda: HTML(string=html).write_pdf(stylesheets=[style], font_config=fonts)


def _text(number):
    from certificates.numbers import certificate_number, new_code
    from certificates.rendering import CertificateText

    return CertificateText(
        number=certificate_number(2026, number + 1),
        code=new_code(),
        name=NAMES[number % len(NAMES)],
        course_title="つながりサポーター養成講座",
        edition_label="令和8年度版",
        completed_on=date(2026, 11, 21),
        issued_on=date(2026, 11, 21),
        issuer_name="みどり市長",
    )


def _seconds(work):
    start = time.perf_counter()
    work()
    return time.perf_counter() - start

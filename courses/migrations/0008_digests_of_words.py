"""A translation's digest is of the words that it was made from: no minutes, no layout, the label."""

import hashlib
import json

from django.db import migrations

OF = {
    "EditionText": ("edition_id", ("title", "summary", "label")),
    "GuideText": ("edition_id", ("title",)),
    "ChapterText": ("chapter_id", ("title", "goal")),
    "LessonText": ("lesson_id", ("title",)),
}


def digest_words(apps, _schema_editor):
    for name, (owner, fields) in OF.items():
        model = apps.get_model("courses", name)
        for row in model.objects.filter(language="ja").iterator():
            words = {field: row.ruby.get(field, getattr(row, field)) for field in fields}
            if name == "LessonText":
                words["sources"] = row.sources
            text = json.dumps([words, row.source], ensure_ascii=False, sort_keys=True)
            # What is out of date stays so: its digest is of no text that there is.
            model.objects.filter(**{owner: getattr(row, owner)}, state="published").update(
                source_digest=hashlib.sha256(text.encode()).hexdigest()
            )


class Migration(migrations.Migration):
    dependencies = [("courses", "0007_furigana_of_titles")]

    operations = [migrations.RunPython(digest_words, migrations.RunPython.noop, elidable=True)]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_editors_desk")]

    operations = [
        migrations.AddField(
            model_name="courseedition",
            name="kanji_grade",
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        )
    ]

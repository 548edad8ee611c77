from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0002_authors_files'),
    ]

    operations = [
        migrations.CreateModel(
            name='SourceText',
            fields=[
                ('digest', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('text', models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name='courseedition',
            name='is_from_desk',
            field=models.BooleanField(default=False),
        ),
        migrations.AddConstraint(
            model_name='courseedition',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'draft')), fields=('course',), name='courses_edition_one_draft'),
        ),
    ]

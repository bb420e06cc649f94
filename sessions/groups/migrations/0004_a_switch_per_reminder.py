from django.db import migrations, models

SWITCHES = ["remind_answer", "remind_case", "remind_day_before"]
LABELS = ["Als ik nog niet antwoordde", "Om mijn casus voor te bereiden", "De dag ervoor"]


def off_stays_off(apps, schema_editor):
    memberships = apps.get_model("groups", "Membership").objects
    memberships.filter(reminders=False).update(**dict.fromkeys(SWITCHES, False))


def off_altogether(apps, schema_editor):
    memberships = apps.get_model("groups", "Membership").objects
    memberships.filter(**dict.fromkeys(SWITCHES, False)).update(reminders=False)


class Migration(migrations.Migration):
    dependencies = [("groups", "0003_reflections")]

    operations = [
        *(
            migrations.AddField("membership", name, models.BooleanField(default=True, verbose_name=label))
            for name, label in zip(SWITCHES, LABELS, strict=True)
        ),
        migrations.RunPython(off_stays_off, off_altogether),
        migrations.RemoveField("membership", "reminders"),
    ]

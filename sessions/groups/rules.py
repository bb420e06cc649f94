"""The ten rules every group starts with, in our own words (methods.json R01, R07-R10, R14-R17, R25)."""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from .models import Agreement, Group

TEN = (
    _("Meedoen is vrijwillig."),
    _("We zijn hier als gelijken, wat ieders functie ook is."),
    _("Wat hier gezegd wordt, blijft hier; zo is het veilig om open te zijn."),
    _("We gaan met respect met elkaar om."),
    _("De inbrenger kan op elk moment zeggen: tot hier en niet verder."),
    _("We helpen de inbrenger om alle kanten te zien; we hoeven niemand te overtuigen."),
    _("De begeleider bewaakt het proces en praat niet mee over de inhoud."),
    _("We zijn het allemaal eens met de manier van werken."),
    _("We houden ons aan de stappen: één vraag tegelijk, en advies pas als het aan de beurt is."),
    _("De tijd is van de groep: niemand is bereikbaar en telefoons zwijgen, behalve voor deze app."),
)


def adopt(group: Group) -> list[Agreement]:
    """Give a new group the ten rules, in its own language."""
    with translation.override(group.language):
        rules = [Agreement(group=group, text=str(text), order=n, source=True) for n, text in enumerate(TEN, 1)]
    return Agreement.objects.bulk_create(rules)

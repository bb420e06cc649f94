"""What the values in a method's document are called on a screen."""

from django.utils.translation import gettext_lazy as _

from sessions.roles import Advice

GOALS = {
    "ideas": _("ideeën opdoen"),
    "exchange": _("inhoudelijk uitwisselen"),
    "decide": _("tot een besluit komen"),
    "explore_future": _("de toekomst verkennen"),
    "listening_ear": _("gehoord worden"),
    "reflect": _("reflecteren op situatie en eigen gedrag"),
    "practise": _("situatie en gedrag oefenen"),
}

SUITS = {
    "find_question": _("Wat is eigenlijk mijn vraag?"),
    "what_to_do": _("Wat kan ik doen?"),
    "own_part": _("Wat is mijn aandeel hierin?"),
    "choose": _("Ik moet kiezen"),
    "conversation": _("Hoe voer ik dit gesprek?"),
    "shared": _("Dit speelt bij ons allemaal"),
    "went_well": _("Dit ging goed, waarom?"),
}

# What a method asks of a group (in a document: 1, 2 or 3); the same numbers say what a group has.
EXPERIENCE = {
    1: _("kan met elke groep"),
    2: _("vraagt enige ervaring"),
    3: _("vraagt een geoefende groep"),
}

ADVICE = {
    Advice.YES: _("Hier is plaats voor advies."),
    Advice.ONLY: _("Hier geeft de groep alleen advies, zonder gesprek."),
    Advice.ONLY_IF_CHOSEN: _("Hier komt advies alleen als de inbrenger daarvoor kiest."),
    Advice.SHOWN_NOT_TOLD: _("Hier wordt advies voorgedaan, niet verteld."),
    Advice.WRITTEN_NOT_TOLD: _("Hier wordt advies opgeschreven, niet verteld."),
    Advice.ON_REQUEST: _("Hier komt advies alleen als de inbrenger erom vraagt."),
}

RELIABILITY = {
    "published": _("De beschrijving komt uit een andere publicatie; het brondocument noemt alleen de naam."),
    "partial": _("Van deze methode is maar een deel beschreven; de rest is van ons."),
    "reconstruction": _("Deze methode is door ons opnieuw opgebouwd; er is geen volledige beschrijving."),
}

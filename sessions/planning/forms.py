"""What members and coordinators fill in about meetings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Answer


class ReplyForm(forms.Form):
    """Whether somebody comes; a reason only if they wish."""

    value = forms.ChoiceField(
        choices=[
            (Answer.Value.YES, _("Ik kom")),
            (Answer.Value.NO, _("Ik kan niet")),
            (Answer.Value.MAYBE, _("Ik weet het nog niet")),
        ]
    )
    reason = forms.CharField(
        label=_("Wil je zeggen waarom?"),
        help_text=_("Het hoeft niet. Alleen de coördinator leest het."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

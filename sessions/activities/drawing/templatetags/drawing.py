"""A stroke as attributes of an SVG path: only numbers and colours of the palette, whatever stands in the database."""

from typing import Any

from django import template

from ..strokes import INKS, WIDTHS, path

register = template.Library()


@register.filter
def d(stroke: dict[str, Any]) -> str:
    return path(stroke["points"])


@register.filter
def ink(stroke: dict[str, Any]) -> str:
    return INKS.get(stroke["color"], INKS["black"])


@register.filter
def thickness(stroke: dict[str, Any]) -> int:
    return WIDTHS.get(stroke["width"], WIDTHS["thin"])

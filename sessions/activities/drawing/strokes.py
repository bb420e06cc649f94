"""Strokes of a drawing, read from what a phone sends: only known colours, widths and whole numbers come through."""

from __future__ import annotations

import json
from typing import Any

WIDTH, HEIGHT = 1000, 750
LONGEST = 40_000  # characters of one drawing as it is sent
STROKES, POINTS = 500, 6_000
INKS = {
    "black": "#22262e",
    "blue": "#2b5fae",
    "green": "#2f7d4f",
    "yellow": "#e3b505",
    "orange": "#d9722b",
    "red": "#b8323a",
    "purple": "#7a3b8f",
    "brown": "#7a5230",
    "white": "#fffdf8",
}
WIDTHS = {"thin": 5, "medium": 14, "thick": 36}

Stroke = dict[str, Any]


class BadDrawing(ValueError):
    """What was sent is no drawing of ours."""


def read(text: str) -> list[Stroke]:
    """The strokes of a drawing: each a colour, a width, and points [x1, y1, x2, y2 …] within the sheet."""
    try:
        given = json.loads(text)
        strokes = [stroke(one) for one in given]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        raise BadDrawing from None
    if not isinstance(given, list) or len(strokes) > STROKES or sum(len(s["points"]) for s in strokes) > 2 * POINTS:
        raise BadDrawing
    return strokes


def stroke(given: Any) -> Stroke:
    points = [round(float(number)) for number in given["points"]]
    if given["color"] not in INKS or given["width"] not in WIDTHS or len(points) < 2 or len(points) % 2:
        raise BadDrawing
    edges = (WIDTH, HEIGHT)
    inside = [min(max(number, 0), edges[i % 2]) for i, number in enumerate(points)]
    return {"color": given["color"], "width": given["width"], "points": inside}


def path(points: list[int]) -> str:
    """The `d` of a stroke: numbers and the letters M and l, nothing else. A dot is a line to where it is."""
    xs, ys = [int(x) for x in points[::2]], [int(y) for y in points[1::2]]
    steps = [(b - a, d - c) for a, b, c, d in zip(xs, xs[1:], ys, ys[1:], strict=False)] or [(0, 0)]
    return f"M{xs[0]} {ys[0]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps)

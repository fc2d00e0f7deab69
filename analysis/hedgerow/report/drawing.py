"""Figures of matplotlib as SVG inside a page: text stays text, colours follow the page's, nothing needs a style attribute.

matplotlib writes style attributes, which a strict content security policy forbids; they become presentation attributes,
which the page's style sheet overrules. So a picture turns dark with the page (report.css lists the colours).
"""
from __future__ import annotations

import html
import io
import re
from typing import Any, Callable

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

matplotlib.use("svg")

INCHES_WIDE, INCHES_NARROW = 7.2, 3.7
SETTINGS = {
    "svg.fonttype": "none",
    "svg.hashsalt": "hedgerow",
    "text.parse_math": False,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "hatch.linewidth": 0.8,
    "path.simplify_threshold": 0.5,
}

_STYLE = re.compile(r'\sstyle="([^"]*)"')
_FONT = re.compile(r"(?:(?P<words>[a-z ]*?) )?(?P<size>[\d.]+)px")
_HEAD = re.compile(r"<svg [^>]*viewBox=\"(?P<box>[^\"]*)\"[^>]*>", re.DOTALL)


def _attributes(match: re.Match[str]) -> str:
    """Presentation attributes for the declarations of a style attribute."""
    found = []
    for declaration in html.unescape(match.group(1)).split(";"):
        name, _, value = (part.strip() for part in declaration.partition(":"))
        if name == "font":
            font = _FONT.match(value)
            if font is None:
                continue
            words = (font.group("words") or "").split()
            found.append(("font-size", font.group("size")))
            found += [("font-weight", word) for word in words if word in ("bold", "600", "700")]
            found += [("font-style", word) for word in words if word in ("italic", "oblique")]
        elif name and value:
            found.append((name, value))
    return "".join(f' {name}="{html.escape(value)}"' for name, value in found)


def inline(svg: str, prefix: str, label: str) -> str:
    """SVG of matplotlib as an element of a page.

    >>> inline('<?xml?><svg width="9pt" viewBox="0 0 9 9" xmlns="x"><g id="a" style="fill: none"/></svg>', "p", "lab")
    '<svg viewBox="0 0 9 9" role="img" aria-labelledby="lab-title" aria-describedby="lab-desc"><g id="p-a" fill="none"/></svg>'
    """
    svg = svg[svg.index("<svg"):].strip()
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<defs>\s*<style type=\"text/css\">.*?</style>\s*</defs>\s*", "", svg, flags=re.DOTALL)
    svg = _STYLE.sub(_attributes, svg)
    svg = re.sub(r'\bid="([^"]*)"', rf'id="{prefix}-\1"', svg)
    svg = re.sub(r'(?:xlink:)?href="#([^"]*)"', rf'href="#{prefix}-\1"', svg)
    svg = re.sub(r"url\(#([^)]*)\)", rf"url(#{prefix}-\1)", svg)
    svg = svg.replace("xlink:href=", "href=")
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"\n\s*", "\n", svg)
    return _HEAD.sub(rf'<svg viewBox="\g<box>" role="img" aria-labelledby="{label}-title" aria-describedby="{label}-desc">', svg, count=1)


Draw = Callable[[Axes, bool], Any]


def _svg(draw: Draw, width: float, height: float, is_narrow: bool) -> str:
    with matplotlib.rc_context(SETTINGS):
        figure = Figure(figsize=(width, height), layout="constrained")
        draw(figure.subplots(), is_narrow)
        stream = io.StringIO()
        figure.savefig(stream, format="svg", transparent=True, metadata={"Date": None, "Creator": None}, dpi=150)
    return stream.getvalue()


def picture(name: str, draw: Draw, height: float, narrow_height: float | None = None) -> str:
    """A drawing for wide windows and one for phones, of which the page shows one; both named by `NAME-title` and
    described by `NAME-desc`."""
    wide = inline(_svg(draw, INCHES_WIDE, height, False), f"{name}-w", name)
    narrow = inline(_svg(draw, INCHES_NARROW, narrow_height or height, True), f"{name}-n", name)
    return f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'


def map_picture(name: str, draw: Draw, width: float, height: float) -> str:
    """A drawing that is as readable on a phone as elsewhere."""
    return f'<div class="map">{inline(_svg(draw, width, height, False), name + "-m", name)}</div>'

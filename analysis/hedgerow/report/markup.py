"""Small pieces of HTML. Every text is escaped here, once; what is called `inner` is HTML already."""
from __future__ import annotations

import base64
import html
from typing import Any, Callable, Iterable, Sequence

from . import words
from .words import Figure


def text(value: Any) -> str:
    """A text as HTML.

    >>> text('<script>alert("1 & 2")</script>')
    '&lt;script&gt;alert(&quot;1 &amp; 2&quot;)&lt;/script&gt;'
    """
    return html.escape(str(value))


def key_path(value: Any) -> str:
    """A key path that may break after its dots and underscores.

    >>> key_path("a.b_c")
    'a.<wbr>b_<wbr>c'
    """
    return text(value).replace(".", ".<wbr>").replace("_", "_<wbr>")


def paragraph(words_of_it: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f'<p{attribute("class", kind)}>{text(words_of_it)}</p>'


def attribute(name: str, value: str) -> str:
    """An attribute, left out when it is empty."""
    return f' {name}="{text(value)}"' if value else ""


def table(caption: str, head: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]], *, corner: str = "case",
          row_kind: str = "") -> str:
    """A table whose rows begin with their name; cells are `td` elements. It scrolls by itself where it is too wide."""
    row_name = key_path if row_kind == "path" else text
    kept = list(rows)
    kinds = ["text", *("text" if kept and kept[0][1][k].startswith('<td class="text"') else "" for k in range(len(head)))]
    columns = "".join(f'<th scope="col"{attribute("class", kind)}>{text(name)}</th>'
                      for name, kind in zip((corner, *head), kinds))
    body = "".join(f'<tr><th scope="row"{attribute("class", row_kind)}>{row_name(name)}</th>{"".join(cells)}</tr>\n'
                   for name, cells in kept)
    return (f'<div class="scroll" role="region" tabindex="0" aria-label="{text(caption)}">\n<table>'
            f"<caption><span>{text(caption)}</span></caption>\n<thead><tr>{columns}</tr></thead>\n<tbody>\n{body}</tbody>"
            "</table></div>\n")


def source_table(caption: str, rows: Iterable[tuple[str, str, str, str]]) -> str:
    """Figures with value, range and source; on a phone each is a block of its own. The roles stay when the layout
    does not."""
    body = "".join(
        f'<tr role="row"><th role="rowheader" scope="row" class="path">{key_path(name)}</th><td role="cell">{text(value)}</td>'
        f'<td role="cell" class="range">{text(ends)}</td><td role="cell" class="text">{text(source)}</td></tr>\n'
        for name, value, ends, source in rows)
    head = "".join(f'<th role="columnheader" scope="col"{attribute("class", kind)}>{name}</th>'
                   for name, kind in (("figure", "text"), ("value", ""), ("range", ""), ("source", "text")))
    return (f'<div class="scroll" role="region" tabindex="0" aria-label="{text(caption)}">\n<table role="table" class="sources">'
            f'<caption><span>{text(caption)}</span></caption>\n<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n'
            f'<tbody role="rowgroup">\n{body}</tbody></table></div>\n')


def plain_cell(value: Any, kind: str = "") -> str:
    """A cell with a text."""
    return f'<td{attribute("class", kind)}>{text(value)}</td>'


def _mark(figure: Figure) -> str:
    """What a cell is of, for whoever reads the page by program."""
    labels = [str(figure.get(name, "")) for name in ("quantity", "case", "against", "arm", "edges", "point")]
    return f' data-figure="{text("|".join(labels))}"'


def figure_cell(figure: Figure | None, write: Callable[[float | None], str], *, scale: float = 1.0, suffix: str = "") -> str:
    """A cell with an estimate and below it its interval; a bound where it was never, or always, seen."""
    if figure is None:
        return plain_cell("unknown")
    scaled = {name: None if figure.get(name) is None else figure[name] / scale for name in ("value", "low", "high")}
    seen = f"{words.count(figure['events'])} of {words.count(figure['trials'])}" if "events" in figure else ""
    mark = _mark(figure)
    if figure.get("note") == "none seen":
        return f"<td{mark}>none seen <small>unknown</small></td>"
    if scaled["value"] is None:
        for name, sign in (("high", "<"), ("low", ">")):
            if scaled[name] is not None:
                return (f'<td{mark}><data value="{figure[name]!r}">{text(sign)} {text(write(scaled[name]))}{text(suffix)}</data> '
                        f"<small>{seen}</small></td>")
        return f"<td{mark}>unknown</td>"
    below = "exact" if figure.get("interval") == "exact" else figure.get("note") or words.interval(scaled, write)
    label = "" if below in ("exact", "unknown", "none lost") else "95 % CI "
    return (f'<td{mark}><data value="{figure["value"]!r}">{text(write(scaled["value"]))}{text(suffix)}</data> '
            f"<small>{label}{text(below)}</small></td>")


def download(name: str, content: str, kind: str, label: str) -> str:
    """A link that saves a text of this page as a file, without a network."""
    data = base64.b64encode(content.encode("utf-8")).decode("ascii")
    return f'<a class="download" download="{text(name)}" href="data:{kind};charset=utf-8;base64,{data}">{text(label)}</a>'


def section(identifier: str, title: str, *inner: str) -> str:
    """A part of the page."""
    return f'<section aria-labelledby="{identifier}">\n<h2 id="{identifier}">{text(title)}</h2>\n{"".join(inner)}</section>\n'


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """Names and values."""
    return "<dl>" + "".join(f"<dt>{text(name)}</dt><dd>{text(value)}</dd>\n" for name, value in rows) + "</dl>\n"


def details(summary: str, *inner: str, kind: str = "") -> str:
    """What unfolds. `listed`: it is unfolded in print."""
    return f'<details{attribute("class", kind)}><summary>{text(summary)}</summary>\n{"".join(inner)}</details>\n'

"""Colours, marks and units that all pictures share.

Colours are those of Okabe and Ito (2008), which people with any common colour blindness tell apart; nothing is told by
colour alone: every case also has a mark and a dash, every vendor a mark.
"""
from __future__ import annotations

from typing import Any, NamedTuple, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#8C6D31")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (6, 2, 1.5, 2)), (0, (10, 3)), (0, (1, 1)),
                           (0, (8, 2, 2, 2, 2, 2)), (0, (4, 4)))
ARM_NAMES = {"mitigated": "with mitigations", "unmitigated": "without mitigations"}
GREY = "#6b6b6b"
FONT_SIZE = 10


class Look(NamedTuple):
    """How one of several alternatives looks."""

    colour: str
    marker: str
    dash: Any


def looks(names: Sequence[str]) -> dict[str, Look]:
    """A look for each name, by its place: the same in every picture of a file.

    >>> looks(["huawei", "plus-zte"])["plus-zte"].marker
    's'
    """
    return {name: Look(PALETTE[k % len(PALETTE)], MARKERS[(k + k // len(PALETTE)) % len(MARKERS)],
                       DASHES[(k + k // len(PALETTE)) % len(DASHES)])
            for k, name in enumerate(names)}


def scale(greatest: float) -> tuple[float, str]:
    """A divisor and its word, for axes of large numbers.

    >>> scale(3.2e9)
    (1000000000.0, 'billion ')
    >>> scale(40)
    (1.0, '')
    """
    for divisor, word in ((1e9, "billion "), (1e6, "million "), (1e3, "thousand ")):
        if greatest >= divisor:
            return divisor, word
    return 1.0, ""


def time_unit(hours: float) -> tuple[float, str]:
    """Hours of a unit that suits a span, and its name.

    >>> time_unit(2880), time_unit(70128)
    ((24.0, 'days'), (8766.0, 'years'))
    """
    if hours > 3 * 8766:
        return 8766.0, "years"
    return (24.0, "days") if hours > 96 else (1.0, "hours")


def axes_or_new(axes: Axes | None, width: float = 6.4, height: float = 4.0) -> Axes:
    """The axes given, or those of a new figure (inches)."""
    return axes if axes is not None else plt.subplots(figsize=(width, height), layout="constrained")[1]


def tidy(axes: Axes) -> Axes:
    """Frames and grids as all pictures have them."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=FONT_SIZE - 1)
    axes.xaxis.label.set_size(FONT_SIZE)
    axes.yaxis.label.set_size(FONT_SIZE)
    axes.title.set_size(FONT_SIZE + 1)
    return axes


def say_nothing_there(axes: Axes, text: str) -> Axes:
    """An empty picture says why it is empty."""
    axes.text(0.5, 0.5, text, ha="center", va="center", transform=axes.transAxes, color=GREY, fontsize=FONT_SIZE)
    axes.set_xticks([])
    axes.set_yticks([])
    return tidy(axes)


# Parts of a key path that say how a figure is written, not what it is of.
FORMS = frozenset(("lognormal", "exponential", "weibull", "gamma", "uniform", "triangular", "constant", "median", "mean", "changes"))


def short_paths(paths: Sequence[str]) -> list[str]:
    """Key paths cut to as few of their last parts as tell them apart, two names at least beside those of a form.

    >>> short_paths(["a.mixes.bt.cabinet.zte", "a.mixes.ee.cabinet.zte", "cases.one.changes.0.share"])
    ['bt.cabinet.zte', 'ee.cabinet.zte', 'one.changes.0.share']
    >>> short_paths(["threats.campaign.x.trigger.after_order_hours.lognormal.median"])
    ['trigger.after_order_hours.lognormal.median']
    """
    parts = [path.split(".") for path in paths]
    short = []
    for own in parts:
        for count in range(2, len(own) + 1):
            tail = own[-count:]
            names = sum(not part.isdigit() and part not in FORMS for part in tail)
            if names >= 2 and not tail[0].isdigit() and sum(other[-count:] == tail for other in parts) == 1:
                break
        else:
            tail = own
        short.append(".".join(tail))
    return short


def percent(values: Any) -> Any:
    """Shares as percentages."""
    return 100 * np.asarray(values)


def round_steps(top: float) -> list[float]:
    """Three round values up to a largest one, for a legend of sizes.

    >>> round_steps(3.3e8), round_steps(19.0)
    ([30000000.0, 100000000.0, 300000000.0], [1.0, 5.0, 10.0])
    """
    unit = 10.0 ** np.floor(np.log10(top))
    leading = float(np.floor(top / unit))
    factors = {1.0: (0.1, 0.5, 1.0), 2.0: (0.2, 1.0, 2.0)}.get(leading, (0.3, 1.0, 3.0) if leading < 5 else (0.5, 2.0, 5.0))
    return [float(unit * factor) for factor in factors]


def number(value: float) -> str:
    """A value as a label: three digits, and a bare 0 where there is nothing.

    >>> number(0.0), number(0.2918), number(146.2), number(12345.6)
    ('0', '0.292', '146', '12,346')
    """
    if value == 0:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:#.3g}".rstrip(".")

"""Numbers as `hedgerow compare` writes them (analysis/text_format.c), so that page and terminal show the same digits."""
from __future__ import annotations

from typing import Any, Mapping

Figure = Mapping[str, Any]
UNITS = ((1e9, "billion user-hours"), (1e6, "million user-hours"), (1e3, "thousand user-hours"), (1.0, "user-hours"))


def _decimals(value: float) -> int:
    size = abs(value)
    return 0 if size >= 99.95 else 1 if size >= 9.995 else 2 if size >= 0.9995 else 3


def _percent_decimals(value: float) -> int:
    size = abs(value)
    return 1 if size >= 0.995 else 2 if size >= 0.0995 else 3


def _suffixed(value: float, sign: str) -> str:
    scaled, k = value / 1e3, 0
    while abs(scaled) >= 999.5:
        scaled, k = scaled / 1e3, k + 1
    return f"{scaled:{sign}.{_decimals(scaled)}f}{'kMB'[k]}"


def number(value: float | None, signed: bool = False) -> str:
    """A number with three digits.

    >>> number(0.2998), number(1.09), number(38712.0), number(0.1461, signed=True), number(0.0), number(None)
    ('0.300', '1.09', '38.7k', '+0.146', '0', '?')
    """
    if value is None:
        return "?"
    sign = "+" if signed else ""
    decimals = _decimals(value)
    if abs(value) < 0.5 * 10.0 ** -decimals:
        return "0"
    if 9999.5 <= abs(value) < 999.5e9:
        return _suffixed(value, sign)
    return f"{value:{sign}.2e}" if abs(value) >= 1e15 else f"{value:{sign},.{decimals}f}"


def percent(share: float | None, signed: bool = False) -> str:
    """A share in percent, without the sign %.

    >>> percent(0.927), percent(0.00219, signed=True), percent(None)
    ('92.7', '+0.22', '?')
    """
    if share is None:
        return "?"
    shown = 100.0 * share
    decimals = _percent_decimals(shown)
    if abs(shown) < 0.5 * 10.0 ** -decimals:
        return "0"
    return f"{shown:{'+' if signed else ''},.{decimals}f}"


def signed(value: float | None) -> str:
    """A difference.

    >>> signed(0.1461)
    '+0.146'
    """
    return number(value, signed=True)


def points(share: float | None) -> str:
    """A difference of shares, in percentage points.

    >>> points(-0.0036)
    '-0.36'
    """
    return percent(share, signed=True)


def interval(figure: Figure, write: Any) -> str:
    """The ends of an interval, or the one that is known.

    >>> interval({"low": 0.5, "high": 0.75}, percent)
    '50.0 to 75.0'
    """
    low, high = figure.get("low"), figure.get("high")
    if low is not None and high is not None:
        return f"{write(low)} to {write(high)}"
    if low is not None:
        return f"above {write(low)}"
    return f"below {write(high)}" if high is not None else "unknown"


def user_hours_unit(greatest: float) -> tuple[float, str]:
    """The unit in which the greatest number of a text has the fewest digits.

    >>> user_hours_unit(4.1e9)
    (1000000000.0, 'billion user-hours')
    """
    return next((size, name) for size, name in UNITS if greatest >= size or size == 1.0)


def count(value: float) -> str:
    """A count with commas between thousands."""
    return f"{int(value):,}"


def listing(items: list[str]) -> str:
    """Items as a sentence has them.

    >>> listing(["a", "b", "c"])
    'a, b and c'
    """
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}" if items else ""

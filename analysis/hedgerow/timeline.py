"""One replication step by step, from the JSON lines of `hedgerow trace --format json`."""
from __future__ import annotations

import json
import os
import pathlib
from typing import Any, Iterable, Mapping

import numpy as np
from matplotlib.axes import Axes

from .dataset import ResultError
from .style import ARM_NAMES, FONT_SIZE, GREY, PALETTE, axes_or_new, tidy, time_unit

Record = Mapping[str, Any]

# Moments that a reader looks for, and what they are called; the many events of single nodes are the curve itself.
MOMENTS = {
    "order_given": "order of",
    "strike": "strike through",
    "intruder_strikes": "intruders strike",
    "product_fails": "product fails:",
    "ban": "ban begins",
    "vendor_withdraws": "withdrawal of",
    "discovery": "discovery of",
    "attribution": "attribution to",
}


def read_trace(lines: str | os.PathLike[str] | Iterable[str]) -> list[Record]:
    """Records of a trace: of a file's path, or of its lines.

    >>> read_trace(['{"time_hours": 0.0, "kind": "start"}'])[0]["kind"]
    'start'
    >>> read_trace(["so it goes"])
    Traceback (most recent call last):
    hedgerow.dataset.ResultError: line 1 of the trace: not a JSON object with time_hours and kind
    """
    if isinstance(lines, (str, os.PathLike)):
        lines = pathlib.Path(lines).read_text(encoding="utf-8", errors="replace").splitlines()
    records: list[Record] = []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            record = None
        if not isinstance(record, dict) or "time_hours" not in record or "kind" not in record:
            raise ResultError(f"line {number} of the trace: not a JSON object with time_hours and kind")
        records.append(record)
    if not records:
        raise ResultError("the trace is empty")
    return records


def users_out_steps(records: Iterable[Record]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Times (h) at which the share of headline users out changes, and the share (1) from then on.

    >>> hours, share = users_out_steps([{"time_hours": 0, "lost_share": 0}, {"time_hours": 2, "lost_share": 0},
    ...                                 {"time_hours": 3, "lost_share": 0.5}])
    >>> hours.tolist(), share.tolist()
    ([0.0, 3.0], [0.0, 0.5])
    """
    hours: list[float] = []
    shares: list[float] = []
    for record in records:
        if "lost_share" not in record:
            continue
        if hours and hours[-1] == record["time_hours"]:
            shares[-1] = record["lost_share"]
        elif not shares or shares[-1] != record["lost_share"]:
            hours.append(record["time_hours"])
            shares.append(record["lost_share"])
    return np.asarray(hours, dtype=float), np.asarray(shares, dtype=float)


def trace_timeline(trace: str | os.PathLike[str] | Iterable[str] | list[Record], axes: Axes | None = None) -> Axes:
    """The share of headline users out as the step function that it is, with the moments that explain it.

    >>> trace_timeline(TRACE).get_ylabel()
    'headline users out (%)'
    """
    records: list[Record] = trace if isinstance(trace, list) and trace and isinstance(trace[0], dict) else \
        read_trace(trace)  # type: ignore[arg-type]
    axes = axes_or_new(axes, width=8.4, height=4.2)
    end = float(records[-1]["time_hours"])
    divisor, unit = time_unit(end)
    hours, shares = users_out_steps(records)
    x = np.append(hours, end) / divisor
    y = 100 * np.append(shares, shares[-1])
    axes.fill_between(x, y, step="post", color=PALETTE[0], alpha=0.25, linewidth=0)
    axes.step(x, y, where="post", color=PALETTE[0], linewidth=1.5)
    _mark_moments(axes, records, divisor, end)
    start = records[0]
    if start["kind"] == "start":
        axes.set_title(f"{start.get('case')}, {ARM_NAMES.get(start.get('arm', ''), '')}, replication {start.get('replication')}",
                       loc="left")
    axes.set_xlabel(f"{unit} since the start")
    axes.set_ylabel("headline users out (%)")
    axes.set_xlim(0, end / divisor)
    axes.set_ylim(0, 1.55 * max(float(y.max()), 1e-9))  # room for words above the curve
    return tidy(axes)


def _mark_moments(axes: Axes, records: list[Record], divisor: float, end: float) -> None:
    """A thin line at each first moment of a kind and name, with its words above; near ones are told in one."""
    found: list[tuple[float, str]] = []
    seen: set[tuple[str, str]] = set()
    for record in records:
        if record["kind"] not in MOMENTS:
            continue
        name = str(record.get("vendor") or record.get("state") or "")
        if (record["kind"], name) not in seen:
            seen.add((record["kind"], name))
            found.append((float(record["time_hours"]), f"{MOMENTS[record['kind']]} {name}".strip()))
    found.sort()
    groups: list[tuple[float, list[str]]] = []
    for hour, text in found:
        if groups and hour - groups[-1][0] < 0.02 * end:
            groups[-1][1].append(text)
        else:
            groups.append((hour, [text]))
    for hour, texts in groups:
        axes.axvline(hour / divisor, color=GREY, linewidth=0.8, linestyle=(0, (2, 2)))
        axes.annotate("\n".join(texts), (hour / divisor, 1), xycoords=("data", "axes fraction"), xytext=(3, -3),
                      textcoords="offset points", rotation=90, va="top", ha="left", fontsize=FONT_SIZE - 2, color="#333333")

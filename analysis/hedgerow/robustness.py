"""How robust an answer about the claim is to its assumptions: indices, all of them varied together, and corners.

    PYTHONPATH=analysis python3 -m hedgerow.robustness SENSITIVITY.h5 CORNERS.h5 PICTURES

takes the result of a scenario with a Sobol' design of the contrast (uk-2018-sensitivity.yaml) and that of one with a
sweep over corners (uk-2018-overturn.yaml), prints tables, and writes PICTURES-indices.png, PICTURES-points.png and
PICTURES-corners.png.

What is looked at is the ratio of what the mitigations leave of the loss, (1 - effectiveness) with the same state's vendor
over that with the other state's: above 1 the claim's direction holds. Beside it stands the difference in user-hours lost.
"""
from __future__ import annotations

import functools
import json
import os
import sys
from typing import Any, Callable

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import program, statistics
from .dataset import ResultError
from .dataset import open as open_result
from .style import FONT_SIZE, GREY, PALETTE, axes_or_new, short_paths, tidy

OUTPUTS = {"ratio": "ratio of what the mitigations leave (logarithm)", "difference": "difference in user-hours lost"}
WITH, WITHOUT = 0, 1  # arms
RATIO_TICKS = (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2)


def indices(path: str | os.PathLike[str], of: str) -> pd.DataFrame:
    """Total and first-order indices by assumption, with intervals: those of `hedgerow sensitivity`."""
    said = json.loads(program.call("sensitivity", "--of", of, "--format", "json", path))
    rows = [figure for figure in said["figures"] if figure["quantity"] in ("total", "first")]
    table = pd.DataFrame(rows)
    return table.pivot(index="assumption", columns="quantity", values=["value", "low", "high"])


def draw_indices(path: str | os.PathLike[str], axes: Axes | None = None, *, count: int = 15) -> Axes:
    """Total indices of both outputs with intervals; assumptions in the order of the larger of the two."""
    found = {of: indices(path, of) for of in OUTPUTS}
    largest = pd.concat([table["value"]["total"] for table in found.values()], axis=1).max(axis=1)
    order = list(largest.sort_values(ascending=False).index[:count])
    axes = axes_or_new(axes, width=9.0, height=1.2 + 0.36 * len(order))
    for k, (of, words) in enumerate(OUTPUTS.items()):
        total = found[of].loc[order]
        value = total["value"]["total"].to_numpy(dtype=float)
        low, high = (total[end]["total"].to_numpy(dtype=float) for end in ("low", "high"))
        place = np.arange(len(order)) + 0.17 * (2 * k - 1)
        axes.errorbar(value, place, xerr=[value - low, high - value], fmt="os"[k], color=PALETTE[k], markersize=5,
                      capsize=2, linewidth=1.1, label=words)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(range(len(order)), short_paths(order))
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xlim(-0.3, 1.5)
    axes.set_xlabel("total index: share of the variance that is left when all others are fixed")
    axes.legend(frameon=False, fontsize=FONT_SIZE - 1, loc="lower right")
    return tidy(axes)


def ratio_and_difference(lost: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Of samples (replication, ..., case, arm), the same state's case first: log ratio of what is left, difference.

    >>> lost = np.array([[[2.0, 10.0], [1.0, 10.0]], [[2.0, 10.0], [1.0, 10.0]]])
    >>> ratio, difference = ratio_and_difference(lost)
    >>> round(float(np.exp(ratio)), 6), float(difference)
    (2.0, 1.0)
    """
    mean = lost.mean(axis=0)
    left = mean[..., WITH] / mean[..., WITHOUT]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(left[..., 0] / left[..., 1]), mean[..., 0, WITH] - mean[..., 1, WITH]


def independent_points(result: xr.Dataset) -> pd.DataFrame:
    """Rows A and B of a Sobol' design, where all assumptions are drawn anew: ratio and difference (user-hours)."""
    inputs = result.sizes["sensitivity_path"]
    rows = [b * (inputs + 2) + r for b in range(result.sizes["sensitivity_point"] // (inputs + 2)) for r in (0, 1)]
    lost = result.sensitivity_lost_headline_user_hours.isel(sensitivity_point=rows)
    ratio, difference = ratio_and_difference(
        lost.transpose("sensitivity_replication", "sensitivity_point", "sensitivity_case", "arm").values)
    return pd.DataFrame({"ratio": np.exp(ratio), "difference": difference})


def draw_points(result: xr.Dataset, axes: Axes | None = None) -> Axes:
    """Every independent point of the design: the ratio of what is left against the difference in loss."""
    points = independent_points(result)
    axes = axes_or_new(axes, width=6.4, height=4.6)
    axes.axvline(1, color=GREY, linewidth=0.8)
    axes.axhline(0, color=GREY, linewidth=0.8)
    axes.plot(points.ratio, points.difference / 1e9, "o", color=PALETTE[0], markersize=5, alpha=0.7)
    axes.set_xscale("log")
    axes.set_yscale("symlog", linthresh=0.001)
    axes.set_xlabel("what the mitigations leave of the loss: same state's vendor / other's\n(right of 1: the claim's direction)")
    axes.set_ylabel("difference in loss, billion user-hours\n(above 0: the same state's vendor costs more)")
    return tidy(axes)


def _one_of_both(which: int, lost: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.asarray(ratio_and_difference(lost)[which])


def corners(result: xr.Dataset) -> pd.DataFrame:
    """Points of a sweep: what they set, effectiveness in both cases (%), ratio and difference with 95 % intervals.

    Cases of the sweep are the same state's and the other state's, in this order.
    """
    if result.sizes["sweep_case"] != 2:
        raise ResultError("a sweep over corners has two cases: the same state's and the other state's")
    lost = result.sweep_lost_headline_user_hours.transpose("sweep_replication", "sweep_point", "sweep_case", "arm").values
    settings = {str(path): result["sweep." + str(path)].values for path in result.sweep_path.values}
    table = pd.DataFrame(settings)
    mean = lost.mean(axis=0)
    table["same"], table["other"] = (100 * (1 - mean[:, case, WITH] / mean[:, case, WITHOUT]) for case in (0, 1))
    for k, name in enumerate(("ratio", "difference")):
        found = statistics.bootstrap(lost, functools.partial(_one_of_both, k), resamples=2000)
        value, low, high = (np.exp(part) if k == 0 else part for part in found)
        table[name], table[f"{name}_low"], table[f"{name}_high"] = value, low, high
    return table


def draw_corners(table: pd.DataFrame, axes: Axes | None = None) -> Axes:
    """Ratios with intervals, one row a corner, sorted; what each sets is written beside it."""
    paths = [name for name in table.columns if "." in name]
    table = table.sort_values("ratio", ascending=False).reset_index(drop=True)
    axes = axes_or_new(axes, width=9.0, height=1.6 + 0.22 * len(table))
    above = table.ratio_low > 1
    for k, (chosen, words) in enumerate(((~above, "not measurably above 1"), (above, "measurably above 1"))):
        rows = table.index[chosen]
        part = table.loc[rows]
        axes.errorbar(part.ratio, rows, xerr=[np.maximum(part.ratio - part.ratio_low, 0), np.maximum(part.ratio_high - part.ratio, 0)],
                      fmt="os"[k], color=PALETTE[k], markersize=4, capsize=2, linewidth=1, label=words)
    axes.axvline(1, color=GREY, linewidth=0.8)
    axes.set_xscale("log")
    axes.set_xticks(RATIO_TICKS, [f"{tick:g}" for tick in RATIO_TICKS])
    axes.set_xlim(RATIO_TICKS[0], RATIO_TICKS[-1])
    axes.minorticks_off()
    ends = {path: (table[path].min(), table[path].max()) for path in paths}
    signs = ["  ".join("+" if table[path][row] == ends[path][1] else "-" for path in paths) for row in table.index]
    axes.set_yticks(range(len(table)), signs, family="monospace")
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_title("at the high (+) or the low (-) end of its range, from left to right:\n"
                   + "\n".join(f"{k + 1}. {name}" for k, name in enumerate(short_paths(paths))), loc="left")
    axes.set_xlabel("what the mitigations leave of the loss: same state's vendor / other's (right of 1: the claim's direction)")
    axes.legend(frameon=False, fontsize=FONT_SIZE - 1, loc="upper right")
    return tidy(axes)


def main(arguments: list[str]) -> int:
    """Prints tables and writes pictures."""
    if len(arguments) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    sensitivity, sweep, pictures = arguments
    result = open_result(sensitivity)
    points = independent_points(result)
    print(f"{len(points)} points with the assumptions of the design drawn anew: ratio above 1 at {(points.ratio > 1).sum()}, "
          f"difference above 0 at {(points.difference > 0).sum()}")
    print(points.quantile([0.05, 0.25, 0.5, 0.75, 0.95]).to_string())
    table = corners(open_result(sweep))
    print(table.sort_values("ratio", ascending=False).to_string(index=False))
    pieces: tuple[tuple[str, Callable[..., Axes], Any], ...] = (
        ("indices", draw_indices, sensitivity), ("points", draw_points, result), ("corners", draw_corners, table))
    for name, draw, what in pieces:
        figure = Figure(figsize={"indices": (9.0, 6.6), "points": (6.4, 4.6), "corners": (9.0, 8.4)}[name],
                        layout="constrained")
        draw(what, figure.add_subplot())
        figure.savefig(f"{pictures}-{name}.png", dpi=110)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

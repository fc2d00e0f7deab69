"""How robust an answer about the claim is to its assumptions: indices, all of them varied together, and corners.

    PYTHONPATH=analysis python3 -m hedgerow.robustness SENSITIVITY.h5 CORNERS.h5 PICTURES

takes the result of a scenario with a Sobol' design of the contrast (uk-2018-sensitivity.yaml) and that of one with a
sweep over corners (uk-2018-corners.yaml), prints tables, and writes PICTURES-indices.png, PICTURES-pushes.png,
PICTURES-points.png, PICTURES-corners.png, and all figures of every assumption as PICTURES.csv.

Three outputs are looked at. The ratio is what the mitigations leave of the loss, (1 - effectiveness) with the same
state's vendor over that with the other state's: above 1 the claim's direction holds. The growth is the loss with the
mitigations, with the one vendor over that with the other, and the difference is the one less the other, in user-hours.
Of ratio and growth the logarithm is analysed.
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

Array = np.ndarray[Any, Any]
OUTPUTS = {"ratio": "what the mitigations leave:\nratio (logarithm)", "growth": "loss with them:\nratio (logarithm)",
           "difference": "loss with them:\ndifference"}
WITH, WITHOUT = 0, 1  # arms
RATIO_TICKS = (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.2, 1.5, 2)
SHOWN = 20  # assumptions in a picture


def indices(path: str | os.PathLike[str], of: str) -> pd.DataFrame:
    """Total and first-order indices by assumption, with intervals: those of `hedgerow sensitivity`."""
    said = json.loads(program.call("sensitivity", "--of", of, "--format", "json", path))
    rows = [figure for figure in said["figures"] if figure["quantity"] in ("total", "first")]
    table = pd.DataFrame(rows)
    return table.pivot(index="assumption", columns="quantity", values=["value", "low", "high"])


def whole(path: str | os.PathLike[str], of: str) -> pd.DataFrame:
    """Mean, variance, additive share and noise share of an output: value, low and high of each."""
    said = json.loads(program.call("sensitivity", "--of", of, "--format", "json", path))
    table = pd.DataFrame([figure for figure in said["figures"] if "assumption" not in figure])
    return table.set_index("quantity")[["value", "low", "high"]].astype(float)


def outputs_of(lost: Array) -> dict[str, Array]:
    """Of samples (replication, ..., case, arm), the same state's case first: each output, logarithms of ratio and growth.

    >>> lost = np.array([[[2.0, 10.0], [1.0, 10.0]], [[2.0, 10.0], [1.0, 10.0]]])
    >>> found = outputs_of(lost)
    >>> [round(float(np.exp(found[name])), 6) for name in ("ratio", "growth")], float(found["difference"])
    ([2.0, 2.0], 1.0)
    """
    mean = lost.mean(axis=0)
    left = mean[..., WITH] / mean[..., WITHOUT]
    with np.errstate(divide="ignore", invalid="ignore"):
        return {"ratio": np.log(left[..., 0] / left[..., 1]), "growth": np.log(mean[..., 0, WITH] / mean[..., 1, WITH]),
                "difference": mean[..., 0, WITH] - mean[..., 1, WITH]}


def _blocks(result: xr.Dataset) -> tuple[Array, dict[str, Array], Array]:
    """Of a Sobol' design: assumptions, each output (block, row), values as shares of their ranges (block, row, assumption).

    Rows of a block are A, B, and A with one assumption after the other from B.
    """
    paths = np.array([str(path) for path in result.sensitivity_path.values])
    rows = len(paths) + 2
    lost = result.sensitivity_lost_headline_user_hours.transpose(
        "sensitivity_replication", "sensitivity_point", "sensitivity_case", "arm").values
    found = {name: values.reshape(-1, rows) for name, values in outputs_of(lost).items()}
    ends = result.sensitivity_range.transpose("sensitivity_path", "bound").values
    shares = np.stack([(result["sensitivity." + path].values - low) / (high - low) for path, (low, high) in zip(paths, ends)], axis=-1)
    return paths, found, shares.reshape(-1, rows, len(paths))


def pushes(result: xr.Dataset) -> pd.DataFrame:
    """How far and which way each assumption pushes an output, on average, from the low end of its range to the high one.

    The least-squares slope through the changes that a Sobol' design makes in one assumption at a time, each from another base
    point, per whole range; intervals (95 %, normal) hold for base points and their replications. Rows: assumptions;
    columns: (output, value | low | high).
    """
    paths, found, shares = _blocks(result)
    table = {}
    for name, outputs in found.items():
        change = outputs[:, 2:] - outputs[:, :1]
        moved = np.stack([shares[:, 2 + i, i] - shares[:, 0, i] for i in range(len(paths))], axis=-1)
        squares = (moved**2).mean(axis=0)
        slope = (moved * change).mean(axis=0) / squares
        influence = (moved * change - slope * moved**2) / squares
        half = 1.959964 * influence.std(axis=0, ddof=1) / np.sqrt(len(outputs))
        for part, values in (("value", slope), ("low", slope - half), ("high", slope + half)):
            table[name, part] = values
    return pd.DataFrame(table, index=pd.Index(paths, name="assumption"))


def figures_of_assumptions(path: str | os.PathLike[str]) -> pd.DataFrame:
    """All that a Sobol' design says of each assumption: ranges, indices and pushes; the one that matters most first."""
    result = open_result(path)
    push = pushes(result)
    ends = result.sensitivity_range.transpose("sensitivity_path", "bound").values
    table = pd.DataFrame({"low": ends[:, 0], "high": ends[:, 1]}, index=push.index)
    for of in OUTPUTS:
        found = indices(path, of).loc[table.index]
        for quantity in ("total", "first"):
            for part in ("value", "low", "high"):
                table[f"{of}_{quantity}" + ("" if part == "value" else f"_{part}")] = found[part][quantity].astype(float)
        for part in ("value", "low", "high"):
            table[f"{of}_push" + ("" if part == "value" else f"_{part}")] = push[of][part]
    largest = table[[f"{of}_total" for of in OUTPUTS]].max(axis=1)
    return table.loc[largest.sort_values(ascending=False, kind="stable").index]


def _rows(axes: Axes, table: pd.DataFrame, column: str, colour: str, *, is_named: bool) -> None:
    """A column with its interval, one row an assumption, the first on top."""
    value, low, high = (table[column + end].to_numpy(dtype=float) for end in ("", "_low", "_high"))
    place = np.arange(len(table))
    axes.errorbar(value, place, xerr=[value - low, high - value], fmt="o", color=colour, markersize=4.5, capsize=2, linewidth=1.1)
    axes.axvline(0, color=GREY, linewidth=0.8)
    axes.set_yticks(place, short_paths(list(table.index)) if is_named else [""] * len(table))
    axes.set_ylim(len(table) - 0.4, -0.6)
    tidy(axes)


def draw_indices(table: pd.DataFrame, figure: Figure) -> None:
    """Total indices of the three outputs side by side, of the assumptions that matter most in any."""
    shown = table.head(SHOWN)
    panels = figure.subplots(1, len(OUTPUTS))
    for k, (axes, (of, words)) in enumerate(zip(panels, OUTPUTS.items())):
        _rows(axes, shown, f"{of}_total", PALETTE[k], is_named=k == 0)
        axes.set_xlim(-0.35, 1.35)
        axes.set_title(words, fontsize=FONT_SIZE, loc="left")
    figure.supxlabel("total index: share of the output's variance that is left when all other assumptions are fixed (95 % intervals)",
                     fontsize=FONT_SIZE)


def draw_pushes(table: pd.DataFrame, figure: Figure) -> None:
    """How far each assumption pushes ratio and growth over its range, of those that push one of them farthest."""
    order = table[["ratio_push", "growth_push"]].abs().max(axis=1).sort_values(ascending=False, kind="stable").index
    shown = table.loc[order[:SHOWN]]
    panels = figure.subplots(1, 2)
    for k, (axes, of) in enumerate(zip(panels, ("ratio", "growth"))):
        _rows(axes, shown, f"{of}_push", PALETTE[k], is_named=k == 0)
        axes.set_title(OUTPUTS[of], fontsize=FONT_SIZE, loc="left")
    figure.supxlabel("average change from the low end of the assumption's range to the high one (0.1: by about 10 %; 95 % intervals)",
                     fontsize=FONT_SIZE)


def independent_points(result: xr.Dataset) -> pd.DataFrame:
    """Rows A and B of a Sobol' design, where all assumptions are drawn anew: ratio, growth, difference (user-hours)."""
    _, found, _ = _blocks(result)
    own = {name: values[:, :2].ravel() for name, values in found.items()}
    return pd.DataFrame({"ratio": np.exp(own["ratio"]), "growth": np.exp(own["growth"]), "difference": own["difference"]})


def draw_points(result: xr.Dataset, axes: Axes | None = None) -> Axes:
    """Every independent point of the design: the ratio of what is left against the difference in loss."""
    points = independent_points(result)
    axes = axes_or_new(axes, width=6.4, height=4.6)
    axes.axvline(1, color=GREY, linewidth=0.8)
    axes.plot(points.ratio, points.difference / 1e9, "o", color=PALETTE[0], markersize=5, alpha=0.7)
    axes.set_xscale("log")
    axes.margins(0.07)
    if (points.difference > 0).all():
        axes.set_yscale("log")
    else:
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set_yscale("symlog", linthresh=0.001)
    axes.set_xlabel("what the mitigations leave of the loss: same state's vendor / other's\n(right of 1: the claim's direction)")
    axes.set_ylabel("difference in loss, billion user-hours\n(above 0: the same state's vendor costs more)")
    return tidy(axes)


def _one_of(name: str, lost: Array) -> Array:
    return np.asarray(outputs_of(lost)[name])


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
    for name in OUTPUTS:
        found = statistics.bootstrap(lost, functools.partial(_one_of, name), resamples=2000)
        value, low, high = (part if name == "difference" else np.exp(part) for part in found)
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
          f"growth above 1 at {(points.growth > 1).sum()}")
    print(points.quantile([0.05, 0.25, 0.5, 0.75, 0.95]).to_string())
    for of in OUTPUTS:
        print(f"\n{of}\n" + whole(sensitivity, of).to_string(float_format="{:.4g}".format))
    assumptions = figures_of_assumptions(sensitivity)
    print("\n" + assumptions.to_string(float_format="{:.3g}".format))
    assumptions.to_csv(f"{pictures}.csv", float_format="%.4g", lineterminator="\n")
    table = corners(open_result(sweep))
    print("\n" + table.sort_values("ratio", ascending=False).to_string(index=False))
    pieces: tuple[tuple[str, tuple[float, float], Callable[[Figure], Any]], ...] = (
        ("indices", (11.0, 6.6), lambda figure: draw_indices(assumptions, figure)),
        ("pushes", (10.0, 6.6), lambda figure: draw_pushes(assumptions, figure)),
        ("points", (6.4, 4.6), lambda figure: draw_points(result, figure.add_subplot())),
        ("corners", (9.0, 8.4), lambda figure: draw_corners(table, figure.add_subplot())))
    for name, size, draw in pieces:
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        figure.savefig(f"{pictures}-{name}.png", dpi=110)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

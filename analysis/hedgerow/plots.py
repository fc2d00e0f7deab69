"""The standard pictures of a result.

Every function takes a Dataset of `hedgerow.open` and optionally the Axes to draw in, and returns the Axes. A case looks
the same in every picture of one file. Intervals are of 95 %: those of the program where it is given their `figures`
(program.figures), else bootstrap intervals (statistics.py).
"""
from __future__ import annotations

from typing import Any, Callable, Mapping, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from . import statistics
from .dataset import ResultError, case_or_baseline, finished, headline_services
from .maps import map_loss_by_region, map_network
from .style import (ARM_NAMES, FONT_SIZE, GREY, Look, axes_or_new, looks, number, percent, say_nothing_there, scale, short_paths,
                    tidy, time_unit)
from .statistics import Figures
from .timeline import trace_timeline

__all__ = ["effectiveness_against_concentration", "exceedance", "losses", "map_loss_by_region", "map_network",
           "paired_differences", "restoration_curves", "sensitivity_bars", "shapley_bars", "tornado", "trace_timeline"]

Statistic = Callable[[statistics.Array], statistics.Array]

QUANTITY_NAMES = {
    "lost_headline_user_hours": "user-hours lost",
    "peak_lost_share": "largest share of headline users out at once",
    "exposed_headline_user_hours": "user-hours exposed",
}


def _cases(result: xr.Dataset, cases: Sequence[str] | None) -> list[str]:
    """The cases asked for, in the file's order; ResultError names one that is not there."""
    known = [str(name) for name in result.case.values]
    for name in cases or ():
        if name not in known:
            raise ResultError(f"no case {name!r}; there are: {', '.join(known)}")
    return [name for name in known if cases is None or name in cases]


def _case_looks(result: xr.Dataset) -> dict[str, Look]:
    """Looks by case: those of the main run first, then those that only experiments have."""
    names = [str(name) for name in result.case.values]
    for dimension in ("sweep_case", "claim_case", "attribution_case", "sensitivity_case"):
        if dimension in result.coords:
            names += [str(name) for name in result[dimension].values if str(name) not in names]
    return looks(names)


def _estimate(figures: Figures | None, quantity: str, rows: Sequence[Mapping[str, Any]], sample: statistics.Array,
              statistic: Statistic = statistics.mean) -> statistics.Estimate:
    """The program's figures, in the shape of the statistic; the bootstrap's where it was not asked or has none of them.

    Where the program gives no value (nothing was seen), the sample's stands without an interval.
    """
    if figures is not None:
        found = statistics.recorded(figures, quantity, rows)
        if not np.isnan(found.value).all():
            own = np.asarray(statistic(sample), dtype=float)
            value, low, high = (part.reshape(own.shape) for part in found)
            return statistics.Estimate(np.where(np.isnan(value), own, value), low, high)
    return statistics.bootstrap(sample, statistic)


def _same(curves: dict[str, Any], name: str) -> str | None:
    """An earlier entry with the very same values as this one."""
    for other, values in curves.items():
        if other == name:
            return None
        if np.array_equal(values, curves[name]):
            return other
    return None


def _label(curves: dict[str, Any], name: str) -> str:
    other = _same(curves, name)
    return f"{name} (the same as {other})" if other else name


def users_out(result: xr.Dataset, arm: str, services: Sequence[str] | None = None) -> xr.DataArray:
    """Share of users without service (1), over replication, case and time; of the headline services unless told."""
    chosen = list(services or headline_services(result))
    users = float(result.users.sel(service=chosen).sum())
    served = result.served_users.sel(arm=arm, service=chosen).sum("service", skipna=False)
    out: xr.DataArray = 1 - served / users
    return out


def restoration_curves(result: xr.Dataset, axes: Axes | None = None, *, arm: str = "mitigated",
                       cases: Sequence[str] | None = None, services: Sequence[str] | None = None,
                       quantiles: tuple[float, float] | None = (0.05, 0.95)) -> Axes:
    """Share of users without service over time: the mean by case, and a band between two quantiles over replications.

    >>> restoration_curves(open(RESULT), quantiles=None).get_xlabel()
    'days since the start'
    """
    result = finished(result)
    axes = axes_or_new(axes)
    chosen = _cases(result, cases)
    look = _case_looks(result)
    out = percent(users_out(result, arm, services).sel(case=chosen).transpose("case", "replication", "time"))
    divisor, unit = time_unit(float(result.time[-1]))
    time = result.time.values / divisor
    means = {case: out[k].mean(axis=0) for k, case in enumerate(chosen)}
    for k, case in enumerate(chosen):
        if quantiles is not None and _same(means, case) is None and out[k].any():
            low, high = np.quantile(out[k], quantiles, axis=0)
            axes.fill_between(time, low, high, color=look[case].colour, alpha=0.13, linewidth=0)
            for edge in (low, high):
                axes.plot(time, edge, color=look[case].colour, linewidth=0.5, alpha=0.6)
        axes.plot(time, means[case], color=look[case].colour, linestyle=look[case].dash, marker=look[case].marker,
                  markevery=(3 * k % 10, 10), markersize=5, linewidth=1.8, label=_label(means, case))
    axes.set_xlabel(f"{unit} since the start")
    axes.set_ylabel(f"headline users out, {ARM_NAMES[arm]} (%)" if services is None else
                    f"users of {', '.join(services)} out, {ARM_NAMES[arm]} (%)")
    axes.set_ylim(bottom=0)
    axes.set_xlim(0, 2 * time[-1] - time[-2] if len(time) > 1 else None)
    title = None if quantiles is None else \
        f"lines: means; bands: {percent(quantiles[0]):g} to {percent(quantiles[1]):g} % of replications"
    axes.legend(frameon=False, fontsize=FONT_SIZE - 1, title=title, title_fontsize=FONT_SIZE - 2)
    return tidy(axes)


def exceedance(result: xr.Dataset, axes: Axes | None = None, *, arm: str = "mitigated",
               cases: Sequence[str] | None = None, quantity: str = "lost_headline_user_hours") -> Axes:
    """Share of replications in which a quantity is larger than x, by case. Its value at 0 is the probability of any loss.

    >>> exceedance(open(RESULT), quantity="peak_lost_share").get_xlabel()
    'largest share of headline users out at once, with mitigations (%)'
    """
    result = finished(result)
    axes = axes_or_new(axes)
    chosen = _cases(result, cases)
    look = _case_looks(result)
    samples = {case: result[quantity].sel(case=case, arm=arm).values for case in chosen}
    is_share = quantity.endswith("_share")
    divisor, word = (0.01, "") if is_share else scale(max(float(np.nanmax(s)) for s in samples.values()))
    for k, (case, sample) in enumerate(samples.items()):
        x, above = statistics.exceedance(sample[~np.isnan(sample)] / divisor)
        x, above = np.concatenate([[0], x]), np.concatenate([[(sample > 0).mean()], above])
        axes.step(x, percent(above), where="post", color=look[case].colour, linestyle=look[case].dash, linewidth=1.8,
                  marker=look[case].marker, markevery=(k * max(1, len(x) // 40), max(1, len(x) // 8)), markersize=5,
                  label=_label(samples, case))
    unit = "%" if is_share else word.strip()
    axes.set_xlabel(f"{QUANTITY_NAMES.get(quantity, quantity)}, {ARM_NAMES[arm]}" + (f" ({unit})" if unit else ""))
    axes.set_ylabel("replications that exceed it (%)")
    axes.set_ylim(0, 102)
    axes.set_xlim(left=0)
    axes.legend(frameon=False, fontsize=FONT_SIZE - 1)
    return tidy(axes)


def losses(result: xr.Dataset, axes: Axes | None = None, *, cases: Sequence[str] | None = None,
           figures: Figures | None = None) -> Axes:
    """Mean user-hours lost by case, with and without the mitigations, with intervals.

    >>> losses(open(RESULT)).get_xlabel()
    'mean user-hours lost (million)'
    """
    result = finished(result)
    axes = axes_or_new(axes)
    chosen = _cases(result, cases)
    look = _case_looks(result)
    lost = result.lost_headline_user_hours.sel(case=chosen).transpose("replication", "case", "arm").values
    rows = [{"case": case, "arm": arm} for case in chosen for arm in result.arm.values]
    estimate = _estimate(figures, "mean_lost", rows, lost)
    divisor, word = scale(float(np.nanmax(estimate.value)))
    for a, arm in enumerate(result.arm.values):
        for k, case in enumerate(chosen):
            place = k + (0.2 if arm == "mitigated" else -0.2)
            value, low, high = (float(part[k, a]) / divisor for part in estimate)
            axes.barh(place, value, height=0.36, edgecolor=look[case].colour, linewidth=1.2,
                      facecolor=look[case].colour if arm == "mitigated" else "none", hatch=None if arm == "mitigated" else "////")
            axes.plot([low, high], [place, place], color="black", linewidth=1.2, marker="|", markersize=6)
            axes.annotate(number(value), (np.nanmax([value, high]), place), xytext=(6, 0), textcoords="offset points", va="center",
                          fontsize=FONT_SIZE - 1)
    axes.set_yticks(range(len(chosen)), chosen)
    axes.invert_yaxis()
    axes.margins(x=0.14)
    axes.set_xlim(left=0)
    axes.set_xlabel(f"mean user-hours lost ({word.strip()})" if word else "mean user-hours lost")
    handles = [axes.barh(0, 0, facecolor="none", edgecolor=GREY, hatch="////", label=ARM_NAMES["unmitigated"]),
               axes.barh(0, 0, facecolor=GREY, edgecolor=GREY, label=ARM_NAMES["mitigated"])]
    axes.legend(handles=handles, frameon=False, fontsize=FONT_SIZE - 1, loc="lower right")
    return tidy(axes)


def paired_differences(result: xr.Dataset, axes: Axes | None = None, *, arm: str = "mitigated", base: str | None = None,
                       cases: Sequence[str] | None = None, figures: Figures | None = None) -> Axes:
    """Mean and CVaR 95 of each case less those of the baseline, on the same random numbers, with intervals.

    >>> paired_differences(open(RESULT)).get_xlabel()
    'user-hours lost more than in one, with mitigations (million)'
    """
    result = finished(result)
    axes = axes_or_new(axes, height=3.2)
    base = case_or_baseline(result, base)
    chosen = [case for case in _cases(result, cases) if case != base]
    look = _case_looks(result)
    lost = result.lost_headline_user_hours.sel(arm=arm, case=[base, *chosen]).transpose("replication", "case").values

    def less_base(of: Statistic) -> Statistic:
        return lambda sample: np.asarray(of(sample)[1:] - of(sample)[0])

    rows: tuple[tuple[str, str, Statistic], ...] = (
        ("mean", "mean_lost_difference", statistics.mean), ("CVaR 95", "cvar_lost_difference", statistics.cvar))
    of_case = [{"case": case, "arm": arm, "against": base} for case in chosen]
    estimates = [_estimate(figures, quantity, of_case, lost, less_base(of)) for _, quantity, of in rows]
    divisor, word = scale(max(float(np.nanmax(np.abs(np.stack(estimate)))) for estimate in estimates))
    axes.axvline(0, color=GREY, linewidth=1)
    for row, ((name, _, _), estimate) in enumerate(zip(rows, estimates)):
        for k, case in enumerate(chosen):
            place = k + 0.16 * (2 * row - 1)
            value, low, high = (float(part[k]) / divisor for part in estimate)
            axes.plot([low, high], [place, place], color=look[case].colour, linewidth=2.2, solid_capstyle="butt")
            axes.plot(value, place, marker=look[case].marker, color=look[case].colour, markersize=7,
                      markerfacecolor=look[case].colour if row == 0 else "white")
            axes.annotate(f"{name} {'+' if value > 0 else ''}{number(value)}", (np.nanmax([value, high]), place), xytext=(8, 0),
                          textcoords="offset points", va="center", fontsize=FONT_SIZE - 2)
    axes.set_yticks(range(len(chosen)), chosen)
    axes.set_ylim(len(chosen) - 0.5, -0.5)
    axes.margins(x=0.25)
    axes.set_xlabel(f"user-hours lost more than in {base}, {ARM_NAMES[arm]}" + (f" ({word.strip()})" if word else ""))
    return tidy(axes)


AGAINST = {"hhi_state": "Herfindahl-Hirschman index by state", "hhi_vendor": "Herfindahl-Hirschman index by vendor"}


def _swept_values(result: xr.Dataset, path: str) -> np.ndarray[Any, Any]:
    name = "sweep." + path.replace("/", "|")
    if name not in result:
        raise ResultError(f"no swept key {path!r}; there are: {', '.join(map(str, result.sweep_path.values))}")
    return np.asarray(result[name].values)


def effectiveness_against_concentration(result: xr.Dataset, axes: Axes | None = None, *,
                                        against: str = "hhi_state", figures: Figures | None = None) -> Axes:
    """Effectiveness of the mitigations against concentration: of a sweep's points, or of the cases where nothing is swept.

    against: `hhi_state`, `hhi_vendor`, or the key path that the sweep sets.

    >>> effectiveness_against_concentration(open(RESULT)).get_ylabel()
    'effectiveness of the mitigations (%)'
    """
    axes = axes_or_new(axes)
    look = _case_looks(result)
    if "sweep_lost_headline_user_hours" in result:
        done = finished(result, "sweep_replication")
        pairs = done.sweep_lost_headline_user_hours.transpose("sweep_replication", "sweep_point", "sweep_case", "arm").values
        names = [str(name) for name in done.sweep_case.values]
        if against in AGAINST:
            x = done[f"sweep_{against}"].transpose("sweep_point", "sweep_case").values
        else:
            x = np.repeat(_swept_values(done, against)[:, None], len(names), axis=1)
    else:
        if against not in AGAINST:
            raise ResultError(f"the file has no sweep of {against!r}; without one there are: {', '.join(AGAINST)}")
        done = finished(result)
        names = [str(name) for name in done.case.values]
        pairs = done.lost_headline_user_hours.transpose("replication", "case", "arm").values[:, None]
        x = done[against].values[None]
    points = range(pairs.shape[1])
    is_swept = "sweep_lost_headline_user_hours" in result
    rows = [{"case": name, "point": point} if is_swept else {"case": name} for point in points for name in names]
    estimate = _estimate(figures, "effectiveness", rows, pairs, statistics.effectiveness)
    drawn: dict[str, Any] = {}
    for c, name in enumerate(names):
        known = ~np.isnan(estimate.value[:, c])
        order = np.argsort(x[known, c], kind="stable")
        place, value, low, high = (part[known, c][order] for part in (x, *map(percent, estimate)))
        drawn[name] = np.stack([place, value])
        if not len(value):
            continue
        axes.plot(place, value, color=look[name].colour, linestyle=look[name].dash, marker=look[name].marker, markersize=6,
                  linewidth=1.8, label=_label(drawn, name))
        if len(value) > 2:
            axes.fill_between(place, low, high, color=look[name].colour, alpha=0.13, linewidth=0)
        else:
            axes.vlines(place, low, high, color=look[name].colour, linewidth=1.6)
    if not any(values.size for values in drawn.values()):
        return say_nothing_there(axes, "nothing is lost without the mitigations: no effectiveness")
    axes.set_xlabel(AGAINST.get(against, short_paths([against])[0]))
    axes.set_ylabel("effectiveness of the mitigations (%)")
    axes.legend(frameon=False, fontsize=FONT_SIZE - 1, title="bands and bars: 95 % intervals", title_fontsize=FONT_SIZE - 2)
    return tidy(axes)


def shapley_bars(result: xr.Dataset, axes: Axes | None = None, *, case: str | None = None,
                 figures: Figures | None = None) -> Axes:
    """What each mitigation under test adds to effectiveness, by Shapley values that add up to it, with intervals.

    >>> shapley_bars(open(RESULT)).texts[0].get_text()
    'the scenario has no `attribution:`'
    """
    axes = axes_or_new(axes)
    name = "attribution_lost_headline_user_hours"
    if name not in result:
        return say_nothing_there(axes, "the scenario has no `attribution:`")
    case = case or str(result.attribution_case.values[0])
    lost = finished(result, "attribution_replication")[name].sel(attribution_case=case)
    sample = lost.transpose("attribution_replication", "subset").values
    if not sample[:, 0].any():
        return say_nothing_there(axes, f"nothing is lost in {case} without the mitigations")
    mitigations = [str(m) for m in result.mitigation.values]
    rows = [{"case": case, "mitigation": mitigation} for mitigation in mitigations]
    estimate = _estimate(figures, "share", rows, sample, lambda s: statistics.shapley(1 - s.mean(axis=0) / s[:, 0].mean()))
    order = np.argsort(-estimate.value, kind="stable")
    value, low, high = (percent(part)[order] for part in estimate)
    look = _case_looks(result)[case]
    place = np.arange(len(order))
    axes.barh(place, value, height=0.6, color=look.colour, alpha=0.85)
    axes.hlines(place, low, high, color="black", linewidth=1.4)
    for y, v, end in zip(place, value, np.maximum(high, 0)):
        axes.annotate(f"{v:+.1f}", (end, y), xytext=(5, 0), textcoords="offset points", va="center",
                      fontsize=FONT_SIZE - 1)
    axes.axvline(0, color=GREY, linewidth=1)
    axes.set_yticks(place, [mitigations[m] for m in order])
    axes.invert_yaxis()
    axes.margins(x=0.12)
    axes.set_xlabel(f"points of effectiveness in {case}, Shapley values (all: {value.sum():.1f})")
    return tidy(axes)


BOUND_COLOURS = ("#56B4E9", "#E69F00")


def _turn_statistic(result: xr.Dataset, of: str) -> tuple[Statistic, str]:
    """What the ends are judged by: a statistic of samples (replication, ..., claim_case, arm), and its words."""
    same, other = (list(map(str, result.claim_case.values)).index(str(result.attrs[f"claim_{which}_state_case"]))
                   for which in ("same", "other"))

    def contrast(sample: statistics.Array) -> statistics.Array:
        found = statistics.effectiveness(sample)
        return np.asarray(100 * (found[..., other] - found[..., same]))

    def effectiveness(sample: statistics.Array) -> statistics.Array:
        return np.asarray(100 * statistics.effectiveness(sample)[..., same])

    def lost(sample: statistics.Array) -> statistics.Array:
        return np.asarray(sample[..., same, 0].mean(axis=0))

    known = {
        "contrast": (contrast, "contrast: effectiveness with the other state's vendor\nless that with the same state's (points)"),
        "effectiveness": (effectiveness, "effectiveness with the same state's vendor (%)"),
        "lost": (lost, "mean user-hours lost with mitigations and the same state's vendor"),
    }
    if of not in known:
        raise ResultError(f"no tornado of {of!r}; there are: {', '.join(known)}")
    return known[of]


def tornado(result: xr.Dataset, axes: Axes | None = None, *, of: str = "contrast", count: int = 12) -> Axes:
    """What the answer becomes with each assumption alone at the ends of its declared range; the widest first.

    of: `contrast`, `effectiveness` or `lost`. The line is the scenario itself in all its replications; bars are changes
    from it on the same random numbers in the few replications of the ends, with their intervals.

    >>> tornado(open(RESULT)).texts[0].get_text()
    'the scenario was run without checks of its assumptions'
    """
    name = "turn_lost_headline_user_hours"
    if name not in result:
        return say_nothing_there(axes_or_new(axes), "the scenario was run without checks of its assumptions")
    turns = finished(result, "turn_replication")
    ends = turns[name].transpose("turn_replication", "assumption", "bound", "claim_case", "arm").values
    statistic, words = _turn_statistic(turns, of)
    own = result.lost_headline_user_hours.sel(case=[str(case) for case in turns.claim_case.values])
    own = own.transpose("replication", "case", "arm").values
    base = float(statistic(own[~np.isnan(own).any(axis=(1, 2))]))
    both = np.concatenate([ends.reshape(len(ends), -1, *own.shape[1:]), own[:len(ends), None]], axis=1)
    change = statistics.bootstrap(both, lambda sample: np.asarray(statistic(sample)[:-1] - statistic(sample)[-1]), resamples=1000)
    change = statistics.Estimate(*(part.reshape(ends.shape[1:3]) for part in change))
    order = np.argsort(-np.nan_to_num(np.abs(change.value)).max(axis=1), kind="stable")[:count]
    divisor, word = scale(abs(base)) if of == "lost" else (1.0, "")
    axes = axes_or_new(axes, width=8.8, height=1.4 + 0.4 * len(order))
    for row, a in enumerate(order):
        for b, bound in enumerate(("low", "high")):
            value, low, high = (float(part[a, b]) / divisor for part in change)
            place = row + 0.19 * (2 * b - 1)
            axes.barh(place, value, left=base / divisor, height=0.36, color=BOUND_COLOURS[b], hatch=("", "////")[b],
                      edgecolor="white", linewidth=0, label=f"{bound} end" if row == 0 else None)
            axes.plot([base / divisor + low, base / divisor + high], [place] * 2, color="black", linewidth=1)
    axes.axvline(base / divisor, color="black", linewidth=1)
    paths = short_paths([str(path) for path in turns.assumption.values])
    values = turns.assumption_value.values
    axes.set_yticks(range(len(order)), [f"{paths[a]}: {values[a, 0]:g} or {values[a, 1]:g}" for a in order])
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xlabel(words + (f" ({word.strip()})" if word else ""))
    axes.legend(frameon=False, fontsize=FONT_SIZE - 1, loc="lower right", bbox_to_anchor=(1, 1), ncol=2, borderaxespad=0.2)
    return tidy(axes)


SENSITIVITY = {
    "sobol": (("total", "all of its effect"), ("first", "its effect alone"), "share of the output's variance"),
    "morris": (("mean_absolute_effect", "size of its effect (mu*)"), ("noise", "simulation noise alone"),
               "effect of moving it over its range"),
}


def sensitivity_bars(result: xr.Dataset, figures: Figures, axes: Axes | None = None, *, count: int = 15) -> Axes:
    """Which assumptions matter: Sobol' indices, or sizes of elementary effects, with intervals; the largest first.

    figures: those of `program.sensitivity` (or program.figures); only the program rids them of simulation noise.

    >>> sensitivity_bars(open(RESULT), []).texts[0].get_text()
    'the scenario has no `sensitivity:`'
    """
    if "sensitivity_lost_headline_user_hours" not in result:
        return say_nothing_there(axes_or_new(axes), "the scenario has no `sensitivity:`")
    *bars, words = SENSITIVITY[str(result.attrs["sensitivity_method"])]
    paths = [str(path) for path in result.sensitivity_path.values]
    estimates = [statistics.recorded(figures, quantity, [{"assumption": path} for path in paths]) for quantity, _ in bars]
    order = np.argsort(-np.nan_to_num(estimates[0].value), kind="stable")[:count]
    axes = axes_or_new(axes, width=8.8, height=1.4 + 0.4 * len(order))
    of = str(result.attrs["sensitivity_of"])
    is_loss = of == "lost" and "effect" in words
    divisor, word = scale(float(np.nanmax(np.abs(estimates[0].value)))) if is_loss else (1.0, "")
    for b, ((_, label), estimate) in enumerate(zip(bars, estimates)):
        value, low, high = (np.asarray(part)[order] / divisor for part in estimate)
        place = np.arange(len(order)) + 0.19 * (2 * b - 1)
        axes.barh(place, value, height=0.36, color=BOUND_COLOURS[b], hatch=("", "////")[b], edgecolor="white", linewidth=0,
                  label=label)
        axes.hlines(place, low, high, color="black", linewidth=1)
    axes.axvline(0, color=GREY, linewidth=1)
    ranges = result.sensitivity_range.transpose("sensitivity_path", "bound").values
    short = short_paths(paths)
    axes.set_yticks(range(len(order)), [f"{short[a]}: {ranges[a, 0]:g} to {ranges[a, 1]:g}" for a in order])
    axes.set_ylim(len(order) - 0.4, -0.6)
    axes.set_xlabel(f"{words} (output: {of}{', ' + word + 'user-hours' if is_loss else ''})")
    axes.legend(frameon=False, fontsize=FONT_SIZE - 1, loc="lower right", bbox_to_anchor=(1, 1), ncol=2, borderaxespad=0.2)
    return tidy(axes)

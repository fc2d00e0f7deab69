"""The pictures of a report: how each is drawn, what it shows in words, and the numbers behind it.

Intervals are those of the program; curves over time, exceedance curves and maps are drawn by `hedgerow.plots`.
"""
from __future__ import annotations

import csv
import io
from typing import Any, Callable, Iterable, NamedTuple, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes

from hedgerow import plots
from hedgerow.dataset import finished, headline_services
from hedgerow.maps import map_loss_by_region, map_network
from hedgerow.style import ARM_NAMES, GREY, Look, looks, short_paths, tidy, time_unit

from . import words
from .answers import Answers
from .drawing import Draw, map_picture, picture
from .words import Figure

REGION_LOSS = "region_lost_headline_user_hours"
TORNADO_ROWS = 12
TURNS = {
    "keeps": "stays",
    "unclear": "may turn, not measurable",
    "unknown": "cannot be told",
    "halves": "at least halves",
    "vanishes": "can no longer be told from nothing",
    "reverses": "turns round",
    "appears": "appears",
}


class Chart(NamedTuple):
    """A picture for the page."""

    name: str         # of its elements, unique in the page
    title: str
    picture: str      # HTML
    description: str  # what it shows, in words
    legend: str       # how to read it, below the picture
    file: str         # of the numbers
    numbers: str      # CSV


def _csv(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """CSV (RFC 4180); unknown numbers are empty cells."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(head)
    for row in rows:
        writer.writerow(["" if cell is None or (isinstance(cell, float) and np.isnan(cell)) else
                         repr(float(cell)) if isinstance(cell, float) else cell for cell in row])
    return stream.getvalue()


def _estimate_row(figure: Figure | None) -> list[Any]:
    return [figure["value"], figure["low"], figure["high"]] if figure else [None] * 3


def _whisker(axes: Axes, figure: Figure, place: float, scale: float, **style: Any) -> None:
    if figure["low"] is not None and figure["high"] is not None:
        axes.plot([figure["low"] * scale, figure["high"] * scale], [place, place], **style)


def _named_rows(axes: Axes, names: Sequence[str], is_narrow: bool) -> None:
    """Names of horizontal rows: beside them, or above them where there is no room."""
    if is_narrow:
        axes.set_yticks([])
        for row, name in enumerate(names):
            axes.annotate(name, (0, row - 0.4), xycoords=("axes fraction", "data"), xytext=(3, 1), textcoords="offset points",
                          fontsize=9, va="bottom")
    else:
        axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.45, -0.85 if is_narrow else -0.55)


def _legend_above(axes: Axes) -> None:
    """Moves the legend out of a narrow picture."""
    if axes.get_legend() is not None:
        longest = max(len(label) for label in axes.get_legend_handles_labels()[1])
        axes.legend(loc="lower left", bbox_to_anchor=(-0.12, 1.0), ncols=2 if longest <= 16 else 1, frameon=False, fontsize=9,
                    columnspacing=1.2)


class Painter:
    """Draws the pictures of one result."""

    def __init__(self, result: xr.Dataset, answers: Answers) -> None:
        self.result = finished(result)
        self.answers = answers
        names = list(answers.cases)
        for dimension in ("sweep_case", "claim_case", "attribution_case", "sensitivity_case"):
            if dimension in result.coords:
                names += [str(name) for name in result[dimension].values if str(name) not in names]
        self.looks: dict[str, Look] = looks(names)

    # ---- curves of the file ----

    def curves(self, arm: str) -> Chart:
        """Users out over time."""
        result = self.result
        shown = ARM_NAMES[arm]
        out = plots.users_out(result, arm).transpose("case", "replication", "time")
        hours = result.time.values
        divisor, unit = time_unit(float(hours[-1]))
        means = out.mean("replication").values
        sentences = []
        for case, mean in zip(self.answers.cases, means):
            if not mean.any():
                sentences.append(f"in {case} nobody is ever out")
                continue
            top = int(mean.argmax())
            sentences.append(f"in {case} the mean is highest {unit[:-1]} {words.number(hours[top] / divisor)}, with "
                             f"{words.percent(float(mean[top]))} % out, and {words.percent(float(mean[-1]))} % at the end")
        quantiles = np.quantile(out.values, (0.05, 0.95), axis=1)
        rows = [[case, float(hour), float(means[k, t]), float(quantiles[0, k, t]), float(quantiles[1, k, t])]
                for k, case in enumerate(self.answers.cases) for t, hour in enumerate(hours)]

        def draw(axes: Axes, is_narrow: bool) -> None:
            plots.restoration_curves(result, axes, arm=arm)
            axes.set_ylabel("headline users out (%)")
            axes.get_legend().set_title("")
            if is_narrow:
                _legend_above(axes)

        return Chart(
            f"curves-{arm}", f"Users out over time, {shown}", picture(f"curves-{arm}", draw, 3.8, 4.2),
            f"Share of headline users ({words.listing(headline_services(result))}) without service over time, {shown}: "
            f"{'; '.join(sentences)}.",
            f"Lines are means over {words.count(result.sizes['replication'])} replications; bands hold nine in ten of them.",
            f"users-out-{arm}.csv", _csv(["case", "time [h]", "mean share out", "5 % share out", "95 % share out"], rows))

    def exceedance(self, arm: str) -> Chart:
        """How often a loss is exceeded."""
        result = self.result
        shown = ARM_NAMES[arm]
        lost = result.lost_headline_user_hours.sel(arm=arm)
        size, unit = self.answers.unit_size, self.answers.unit
        sentences = []
        for case in self.answers.cases:
            sample = lost.sel(case=case).values
            if not sample.any():
                sentences.append(f"in {case} nothing is lost in any replication")
                continue
            half, tenth = (words.number(float(np.quantile(sample, share)) / size) for share in (0.5, 0.9))
            sentences.append(f"in {case} half of the replications lose more than {half}, and one in ten more than {tenth} "
                             f"{unit}")
        rows = [[int(number), *(float(lost.sel(case=case, replication=number)) for case in self.answers.cases)]
                for number in result.replication.values]

        def draw(axes: Axes, is_narrow: bool) -> None:
            plots.exceedance(result, axes, arm=arm)
            if is_narrow:
                axes.set_xlabel(axes.get_xlabel().replace(", ", ",\n", 1))
                _legend_above(axes)

        return Chart(
            f"exceedance-{arm}", f"How often a loss is exceeded, {shown}", picture(f"exceedance-{arm}", draw, 3.6, 4.0),
            f"Share of replications that lose more user-hours than the value below, {shown}: {'; '.join(sentences)}.",
            "The height at 0 is the probability that anything is lost.", f"losses-{arm}.csv",
            _csv(["replication", *(f"{case} [user-hours]" for case in self.answers.cases)], rows))

    # ---- estimates of the program ----

    def losses(self) -> Chart:
        """Means with and without the mitigations."""
        answers = self.answers
        size, unit = answers.unit_size, answers.unit
        figures = {(case, arm): answers.find("mean_lost", case, arm=arm) for case in answers.cases
                   for arm in ("mitigated", "unmitigated")}
        sentences, rows = [], []
        for case in answers.cases:
            said = []
            for arm in ("unmitigated", "mitigated"):
                figure = figures[case, arm]
                rows.append([case, arm, *_estimate_row(figure)])
                known = figure is not None and figure["value"] is not None
                said.append(words.number(figure["value"] / size) if figure and known else "nothing seen")
            sentences.append(f"{case} {said[0]} without and {said[1]} with them")

        def draw(axes: Axes, is_narrow: bool) -> None:
            for k, case in enumerate(answers.cases):
                for arm, shift in (("unmitigated", -0.19), ("mitigated", 0.19)):
                    figure = figures[case, arm]
                    if figure is None or figure["value"] is None:
                        axes.annotate("none seen", (0, k + shift), xytext=(4, 0), textcoords="offset points", va="center",
                                      fontsize=9)
                        continue
                    value, look = figure["value"] / size, self.looks[case]
                    axes.barh(k + shift, value, height=0.34, edgecolor=look.colour, linewidth=1.2,
                              facecolor=look.colour if arm == "mitigated" else "none")
                    _whisker(axes, figure, k + shift, 1 / size, color="black", linewidth=1.2, marker="|", markersize=6)
                    axes.annotate(words.number(value), (max(value, (figure["high"] or 0) / size), k + shift), xytext=(7, 0),
                                  textcoords="offset points", va="center", fontsize=9)
            _named_rows(axes, answers.cases, is_narrow)
            axes.margins(x=0.16)
            axes.set_xlim(left=0)
            axes.set_xlabel(f"mean loss ({unit})")
            tidy(axes)

        height = 0.9 + 0.62 * len(answers.cases)
        return Chart("losses", "Mean loss with and without the mitigations",
                     picture("losses", draw, height, height * 1.15),
                     f"Mean loss in {unit}: {'; '.join(sentences)}.",
                     "Filled bars: with the mitigations; empty bars: without. Thin lines: 95 % intervals.", "mean-losses.csv",
                     _csv(["case", "arm", "mean [user-hours]", "low [user-hours]", "high [user-hours]"], rows))

    def differences(self) -> Chart | None:
        """Paired differences from the baseline."""
        answers = self.answers
        others = [case for case in answers.cases if case != answers.baseline]
        size, unit = answers.unit_size, answers.unit
        kinds = (("mean_lost_difference", "mean"), ("cvar_lost_difference", "CVaR 95"))
        figures = {(case, name): answers.find(quantity, case, against=answers.baseline, arm="mitigated")
                   for case in others for quantity, name in kinds}
        if not any(figure and figure["value"] is not None for figure in figures.values()):
            return None
        sentences, rows = [], []
        for (case, name), figure in figures.items():
            rows.append([case, name, *_estimate_row(figure)])
            if figure and figure["value"] is not None:
                scaled = {end: None if figure[end] is None else figure[end] / size for end in ("value", "low", "high")}
                sentences.append(f"{name} of {case} {words.signed(scaled['value'])} "
                                 f"(95 % CI {words.interval(scaled, words.signed)})")

        def draw(axes: Axes, is_narrow: bool) -> None:
            axes.axvline(0, color=GREY, linewidth=1)
            for k, case in enumerate(others):
                for (_, name), shift in zip(kinds, (-0.16, 0.16)):
                    figure = figures[case, name]
                    if figure is None or figure["value"] is None:
                        continue
                    look, value = self.looks[case], figure["value"] / size
                    _whisker(axes, figure, k + shift, 1 / size, color=look.colour, linewidth=2.2, solid_capstyle="butt")
                    axes.plot(value, k + shift, marker=look.marker, color=look.colour, markersize=7,
                              markerfacecolor=look.colour if name == "mean" else "white")
                    axes.annotate(f"{name} {words.number(value, signed=True)}",
                                  (max(value, (figure["high"] or value) / size if figure["high"] else value), k + shift),
                                  xytext=(8, 0), textcoords="offset points", va="center", fontsize=8)
            _named_rows(axes, others, is_narrow)
            axes.margins(x=0.3)
            axes.set_xlabel(f"{unit} lost more than in {answers.baseline}")
            tidy(axes)

        height = 0.9 + 0.6 * len(others)
        return Chart("differences", f"Differences from {answers.baseline}, with the mitigations",
                     picture("differences", draw, height, height * 1.2),
                     f"What each case loses more than {answers.baseline} with the mitigations, in {unit}, on the same random "
                     f"numbers: {'; '.join(sentences)}.",
                     "Filled marks: of the mean; empty marks: of the worst 5 % (CVaR 95). Lines: 95 % intervals.",
                     "differences.csv",
                     _csv(["case", "quantity", "difference [user-hours]", "low [user-hours]", "high [user-hours]"], rows))

    def _swept_number(self) -> str | None:
        """The only key path of a sweep that sets numbers and leaves concentration as it is; None otherwise."""
        result = self.result
        if result.sizes.get("sweep_path", 0) != 1 or "sweep_hhi_state" not in result:
            return None
        path = str(result.sweep_path.values[0])
        index = result.sweep_hhi_state
        name = "sweep." + path.replace("/", "|")
        stays = float((index.max("sweep_point") - index.min("sweep_point")).max()) < 1e-12
        return path if stays and result[name].dtype.kind == "f" else None

    def effectiveness(self) -> Chart | None:
        """Effectiveness against concentration by state, of a sweep's points or else of the cases; or against what is
        swept, where concentration stays the same."""
        answers = self.answers
        is_swept = bool(answers.all["sweep_points"])
        path = self._swept_number() if is_swept else None
        points: dict[str, list[tuple[float, Figure, str]]] = {}
        for figure in answers.figures:
            if figure["quantity"] != "effectiveness" or ("point" in figure) != is_swept or figure["value"] is None:
                continue
            where = {"point": figure["point"]} if is_swept else {}
            index = answers.find("hhi_state", figure["case"], **where)
            place = float(self.result["sweep." + path.replace("/", "|")][int(figure["point"])]) if path else \
                (index["value"] if index else None)
            if place is not None and not np.isnan(place):
                points.setdefault(figure["case"], []).append((place, figure, figure.get("at", "")))
        if not points:
            return None
        sentences, rows = [], []
        for case, found in points.items():
            found.sort(key=lambda point: point[0])
            for place, figure, at in found:
                rows.append([case, at, place, *_estimate_row(figure)])
            sentences += [f"{case}{' with ' + at if at else ''}{'' if path else f', index {place:.3f}'}: "
                          f"{words.percent(figure['value'])} % (95 % CI {words.interval(figure, words.percent)})"
                          for place, figure, at in found]
        axis = short_paths([path])[0] if path else "Herfindahl-Hirschman index by state"

        def draw(axes: Axes, is_narrow: bool) -> None:
            for case, found in points.items():
                look = self.looks[case]
                axes.plot([place for place, _, _ in found], [100 * figure["value"] for _, figure, _ in found], color=look.colour,
                          linestyle=look.dash if is_swept else "", marker=look.marker, markersize=6, linewidth=1.6, label=case)
                for place, figure, _ in found:
                    if figure["low"] is not None and figure["high"] is not None:
                        axes.plot([place, place], [100 * figure["low"], 100 * figure["high"]], color=look.colour, linewidth=1.6)
            axes.set_xlabel(axis)
            axes.set_ylabel("effectiveness (%)")
            axes.margins(0.1)
            axes.legend(frameon=False, fontsize=9)
            if is_narrow:
                _legend_above(axes)
            tidy(axes)

        against = path or "the Herfindahl-Hirschman index of nodes by state"
        said = "; ".join(sentences[:24]) + ("; and more in the numbers" if len(sentences) > 24 else "")
        index_means = "" if path else " The index is 1 when one state has a hold on everything."
        return Chart("effectiveness", "Effectiveness of the mitigations against " + (axis if path else "concentration by state"),
                     picture("effectiveness", draw, 3.6, 3.9),
                     f"Effectiveness of the mitigations against {against}: {said}.",
                     f"Effectiveness is 1 less loss with / loss without the mitigations.{index_means} Upright lines: 95 % intervals.",
                     "effectiveness.csv", _csv(["case", "at", path or "hhi_state", "effectiveness", "low", "high"], rows))

    def tornado(self) -> Chart | None:
        """What the claim's contrast becomes at the ends of each assumption's range."""
        answers = self.answers
        if answers.claim is None:
            return None
        same, other = answers.claim["same_state"], answers.claim["other_state"]
        own = answers.find("effectiveness_difference", other, against=same)
        ends: dict[str, dict[str, Figure]] = {}
        for figure in answers.every("effectiveness_difference", case=other, against=same):
            if "assumption" in figure:
                ends.setdefault(figure["assumption"], {})[figure["bound"]] = figure
        if not ends or own is None or own["value"] is None:
            return None
        base = own["value"]

        measured = {figure["assumption"] for figure in answers.every("effectiveness_difference_change", case=other, against=same)
                    if figure["low"] is not None and figure["high"] is not None and figure["low"] * figure["high"] > 0}

        def width(assumption: str) -> float:
            return max((abs(figure["value"] - base) for figure in ends[assumption].values() if figure["value"] is not None),
                       default=0.0)

        order = sorted(ends, key=lambda name: (name not in measured, -width(name)))
        moving = [name for name in order if width(name) > 0]
        shown = ([name for name in moving if name in measured] or moving or order)[:TORNADO_ROWS]
        short = dict(zip(ends, short_paths(list(ends))))
        rows = [[name, bound, figure["setting"], *_estimate_row(figure), figure["note"]]
                for name in order for bound, figure in ends[name].items()]
        sentences = [f"{name} at {figure['setting']:g}: {words.points(figure['value'])} points ({TURNS[figure['note']]})"
                     for name in shown for figure in ends[name].values()]

        def draw(axes: Axes, is_narrow: bool) -> None:
            for row, name in enumerate(shown):
                for bound, shift, colour in (("low", -0.17, "#56b4e9"), ("high", 0.17, "#e69f00")):
                    figure = ends[name].get(bound)
                    if figure is None or figure["value"] is None:
                        continue
                    axes.barh(row + shift, 100 * (figure["value"] - base), left=100 * base, height=0.32, color=colour,
                              label=f"{bound} end" if row == 0 else None)
                    _whisker(axes, figure, row + shift, 100, color="black", linewidth=1)
            axes.axvline(100 * base, color="black", linewidth=1)
            reached = [100 * figure["value"] for name in shown for figure in ends[name].values() if figure["value"] is not None]
            low, high = min([100 * base, *reached]), max([100 * base, *reached])
            room = max(high - low, 0.1)
            own_low, own_high = axes.get_xlim()
            axes.set_xlim(max(own_low, low - room), min(own_high, high + room))
            _named_rows(axes, [f"{short[name]}: " + " or ".join(f"{figure['setting']:g}" for figure in ends[name].values())
                               for name in shown], is_narrow)
            axes.set_xlabel("contrast (points of effectiveness)")
            axes.legend(frameon=False, fontsize=9, loc="best")
            if is_narrow:
                _legend_above(axes)
            tidy(axes)

        kind = "measurably move it, the widest first" if shown[0] in measured else "move it most, by estimate: none does measurably"
        which = f"{len(shown)} of {len(ends)} assumptions, those that {kind}."
        height = 1.0 + 0.36 * len(shown)
        return Chart("tornado", "What would turn the answer: assumptions at the ends of their ranges",
                     picture("tornado", draw, height, height * 1.35),
                     f"The claim's contrast, effectiveness in {other} less that in {same}, is {words.points(base)} points in the "
                     f"scenario itself. With one assumption at an end of its declared range it becomes: {'; '.join(sentences)}.",
                     f"{which} The vertical line is the scenario itself; thin lines are 95 % intervals, cut where they leave the "
                     "picture.", "turning-points.csv",
                     _csv(["assumption", "bound", "setting", "contrast", "low", "high", "effect"], rows))

    # ---- studies ----

    def _bars(self, name: str, title: str, rows: list[tuple[str, Figure]], axis: str, description: str, legend: str,
              scale: float, say: Callable[[float | None], str], colour: str) -> Chart:
        """Horizontal bars with intervals, one an estimate."""
        def draw(axes: Axes, is_narrow: bool) -> None:
            for k, (_, figure) in enumerate(rows):
                if figure["value"] is None:
                    axes.annotate("unknown", (0, k), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9)
                    continue
                axes.barh(k, scale * figure["value"], height=0.55, color=colour)
                _whisker(axes, figure, k, scale, color="black", linewidth=1.2, marker="|", markersize=6)
                end = max(figure["value"], figure["high"] or figure["value"], 0) * scale
                axes.annotate(say(figure["value"]), (end, k), xytext=(6, 0), textcoords="offset points", va="center", fontsize=9)
            axes.axvline(0, color=GREY, linewidth=1)
            _named_rows(axes, [label for label, _ in rows], is_narrow)
            axes.margins(x=0.16)
            axes.set_xlabel(axis)
            tidy(axes)

        height = 0.9 + 0.4 * len(rows)
        return Chart(name, title, picture(name, draw, height, height * 1.25), description, legend, f"{name}.csv",
                     _csv(["of", "value", "low", "high"], [[label, *_estimate_row(figure)] for label, figure in rows]))

    def attribution(self, study: dict[str, Any]) -> list[Chart]:
        """Shapley values of each case."""
        found: list[Chart] = []
        for answer in study["answer"]:
            case = answer["case"]
            rows = [(f["mitigation"], f) for f in study["figures"]
                    if f["quantity"] == "share" and f["case"] == case and f["value"] is not None]
            rows.sort(key=lambda row: -float(row[1]["value"]))
            if rows:
                sentences = [f"{name} {words.points(f['value'])} (95 % CI {words.interval(f, words.points)})" for name, f in rows]
                found.append(self._bars(
                    f"attribution-{len(found) + 1}", f"Which mitigation does what, in {case}", rows, "points of effectiveness",
                    f"Points of effectiveness by mitigation in {case} (Shapley values): {'; '.join(sentences)}.",
                    f"{answer['text'] or ''} Thin lines: 95 % intervals.", 100, words.points, self.looks[case].colour))
        return found

    def sensitivity(self, study: dict[str, Any]) -> Chart | None:
        """Total indices, or sizes of elementary effects."""
        is_sobol = study["method"] == "sobol"
        quantity = "total" if is_sobol else "mean_absolute_effect"
        figures = [f for f in study["figures"] if f["quantity"] == quantity and f["value"] is not None][:TORNADO_ROWS]
        if not figures:
            return None
        is_share = not is_sobol and figures[0]["unit"] == "1"
        say: Callable[[float | None], str] = words.percent if is_share else words.number
        rows = list(zip(short_paths([f["assumption"] for f in figures]), figures))
        axis = "total index: share of the variance" if is_sobol else \
            f"mean size of effects ({'points' if is_share else 'user-hours'})"
        sentences = [f"{f['assumption']} {say(f['value'])} (95 % CI {words.interval(f, say)})" for f in figures]
        return self._bars("sensitivity", "Which assumptions matter over their whole ranges", rows, axis,
                          f"{study['design']} {'Total Sobol indices' if is_sobol else 'Mean sizes of elementary effects'}: "
                          f"{'; '.join(sentences)}.", f"{study['answer']} Thin lines: 95 % intervals.",
                          100 if is_share else 1, say, "#0072b2")

    # ---- maps ----

    def maps(self) -> list[Chart]:
        """Loss by region in the baseline and the claim's cases, on one scale; else the network's vendors."""
        result, answers = self.result, self.answers
        if REGION_LOSS not in result:
            return [self._network_map(answers.baseline)]
        wanted = [answers.baseline] + ([answers.claim["same_state"], answers.claim["other_state"]] if answers.claim else
                                       answers.cases[:3])
        means = result[REGION_LOSS].sel(arm="mitigated").mean("replication")
        shown: list[str] = []
        for case in wanted:
            is_new = case not in shown and not any(bool((means.sel(case=case) == means.sel(case=one)).all()) for one in shown)
            if is_new and float(means.sel(case=case).max()) > 0:
                shown.append(case)
        if not shown:
            return [self._network_map(answers.baseline)]
        greatest = float(max(means.sel(case=case).max() for case in shown))
        return [self._loss_map(case, means.sel(case=case).values, greatest) for case in shown]

    def _loss_map(self, case: str, loss: Any, greatest: float) -> Chart:
        result = self.result
        users = result.region_headline_users.values
        names = [str(name) for name in result.region.values] if "region" in result.coords else \
            [str(k) for k in range(len(loss))]
        order = np.argsort(-loss, kind="stable")
        size, unit = words.user_hours_unit(greatest)
        worst = "; ".join(f"{names[k]} {words.number(float(loss[k]) / size)}" for k in order[:5] if loss[k] > 0)
        name = f"map-{case}"

        def draw(axes: Axes, is_narrow: bool) -> None:
            map_loss_by_region(result, axes, case=case, greatest=greatest).set_title("", loc="left")

        rows = [[names[k], float(users[k]), float(loss[k])] for k in range(len(loss))]
        return Chart(_identifier(name), f"Where users lose service in {case}, with the mitigations",
                     map_picture(_identifier(name), draw, 4.9, 5.4),
                     f"Mean loss by region in {case} with the mitigations, the five greatest in {unit}: {worst}.",
                     "The area of a disc is the region's loss, its colour what each of its users loses.",
                     f"regions-{case}.csv", _csv(["region", "headline users", "mean loss [user-hours]"], rows))

    def _network_map(self, case: str) -> Chart:
        result = self.result
        vendor = result.node_vendor.sel(case=case).values.astype(int)
        names = [str(name) for name in result.vendor.values]
        counts = [(name, int((vendor == k).sum())) for k, name in enumerate(names)]
        total = result.sizes["node"]
        sentences = [f"{name} {words.count(number)}" for name, number in counts if number > 0]

        def draw(axes: Axes, is_narrow: bool) -> None:
            map_network(result, axes, case=case, by="vendor").set_title("", loc="left")

        return Chart("map-network", f"The network of {case} by vendor", map_picture("map-network", draw, 4.9, 5.6),
                     f"Places of {words.count(total)} nodes, by vendor: {'; '.join(sentences)}.",
                     "Stubs are small points, nodes nearer the core larger.", "nodes-by-vendor.csv",
                     _csv(["vendor", "nodes"], counts))


def _identifier(text: str) -> str:
    """A text as part of an element's name."""
    return "".join(c if c.isalnum() and c.isascii() or c == "-" else f"_{ord(c):x}" for c in text)


__all__ = ["Chart", "Draw", "Painter", "TURNS"]

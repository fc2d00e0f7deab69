"""Pictures from the command line: `python3 -m hedgerow plot|map|trace`."""
from __future__ import annotations

import argparse
import pathlib
import sys
from typing import Any, Callable, Sequence

import matplotlib
import xarray as xr

matplotlib.use("Agg")

import matplotlib.pyplot as plt  # noqa: E402 (after the choice of what draws)
from matplotlib.axes import Axes  # noqa: E402

from . import plots, program, timeline  # noqa: E402
from .dataset import ResultError, open as open_result  # noqa: E402
from .maps import BY  # noqa: E402

DOTS_PER_INCH = 130
Draw = Callable[[xr.Dataset, argparse.Namespace, Any], Axes]


def _summary(result: xr.Dataset, options: argparse.Namespace, axes: Axes) -> Axes:
    """What is lost by case, and when users are out, side by side."""
    figure = axes.figure
    axes.remove()
    figure.set_size_inches(11, 4)
    left, middle = figure.subplots(1, 2)
    plots.losses(result, left, cases=options.case, figures=options.figures)
    plots.restoration_curves(result, middle, arm=options.arm or "unmitigated", cases=options.case, quantiles=None)
    title = f"{result.attrs.get('title', '')}: {result.sizes['replication']:,} replications"
    figure.suptitle(title, fontsize=11)
    return middle


def _shapley(result: xr.Dataset, options: argparse.Namespace, axes: Axes) -> Axes:
    return plots.shapley_bars(result, axes, case=options.case[0] if options.case else None, figures=options.figures)


KINDS: dict[str, tuple[str, Draw]] = {
    "summary": ("what is lost by case, and when users are out", _summary),
    "losses": ("mean user-hours lost by case and arm",
               lambda r, o, axes: plots.losses(r, axes, cases=o.case, figures=o.figures)),
    "restoration": ("share of users out over time",
                    lambda r, o, axes: plots.restoration_curves(r, axes, arm=o.arm or "mitigated", cases=o.case)),
    "exceedance": ("how many replications lose more than x",
                   lambda r, o, axes: plots.exceedance(r, axes, arm=o.arm or "mitigated", cases=o.case)),
    "differences": ("each case less the baseline", lambda r, o, axes: plots.paired_differences(
        r, axes, arm=o.arm or "mitigated", cases=o.case, figures=o.figures)),
    "effectiveness": ("effectiveness against concentration (--against)", lambda r, o, axes:
                      plots.effectiveness_against_concentration(r, axes, against=o.against, figures=o.figures)),
    "shapley": ("what each mitigation adds", _shapley),
    "tornado": ("the answer at the ends of assumptions (--of)", lambda r, o, axes: plots.tornado(r, of=o.of)),
    "sensitivity": ("which assumptions matter (needs the program)",
                    lambda r, o, axes: plots.sensitivity_bars(r, o.figures or ())),
}


def _figures(path: str, result: xr.Dataset) -> list[dict[str, Any]] | None:
    """The program's figures where there is a program; without it the pictures compute their own intervals."""
    try:
        return program.figures(path, result)
    except program.ProgramError as error:
        print(f"hedgerow: bootstrap intervals in place of the program's ({error})", file=sys.stderr)
        return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m hedgerow", description="Pictures of Hedgerow's results.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    plot = commands.add_parser("plot", help="draw a result", formatter_class=argparse.RawDescriptionHelpFormatter,
                               epilog="kinds:\n" + "\n".join(f"  {kind:14} {text}" for kind, (text, _) in KINDS.items()))
    plot.add_argument("result", metavar="RESULT.h5")
    plot.add_argument("-k", "--kind", choices=list(KINDS), default="summary", metavar="KIND", help="see below; default: summary")
    plot.add_argument("-c", "--case", action="append", help="only this case; may be repeated")
    plot.add_argument("-a", "--arm", choices=["mitigated", "unmitigated"])
    plot.add_argument("--against", default="hhi_state", help="hhi_state (default), hhi_vendor, or a swept key path")
    plot.add_argument("--of", default="contrast", choices=["contrast", "effectiveness", "lost"])
    chart = commands.add_parser("map", help="draw a map of a result: its network, or where users lose service")
    chart.add_argument("result", metavar="RESULT.h5")
    chart.add_argument("-b", "--by", choices=["loss", *BY], default="loss", help="default: loss")
    chart.add_argument("-c", "--case", help="default: the baseline")
    chart.add_argument("-a", "--arm", choices=["mitigated", "unmitigated"], default="mitigated")
    chart.add_argument("-r", "--role", action="append", help="only nodes of this role; may be repeated")
    chart.add_argument("--only", action="append", metavar="NAME", help="show this operator, role, vendor or state before all others")
    chart.add_argument("--outline", metavar="FILE.geojson", help="ground of the map (default: a shipped one that fits)")
    trace = commands.add_parser("trace", help="draw the steps of a replication from `hedgerow trace --format json`")
    trace.add_argument("lines", metavar="TRACE.jsonl", help="`-` reads standard input")
    for command, name in ((plot, "plot"), (chart, "map"), (trace, "trace")):
        command.add_argument("-o", "--output", metavar="PICTURE", default=f"{name}.png", help="a .png, .svg or .pdf file")
    return parser


def _draw(options: argparse.Namespace) -> Axes:
    if options.command == "trace":
        return timeline.trace_timeline(list(sys.stdin) if options.lines == "-" else pathlib.Path(options.lines))
    with open_result(options.result) as result:
        if options.command == "map" and options.by == "loss":
            return plots.map_loss_by_region(result, case=options.case, arm=options.arm, outline=options.outline)
        if options.command == "map":
            return plots.map_network(result, by=options.by, case=options.case, roles=options.role, only=options.only,
                                     outline=options.outline)
        options.figures = _figures(options.result, result)
        if options.kind in ("tornado", "sensitivity"):  # as high as they have bars
            return KINDS[options.kind][1](result, options, None)
        axes = plt.subplots(figsize=(6.8, 4.4), layout="constrained")[1]
        return KINDS[options.kind][1](result, options, axes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draws what is asked for. 0: done, 1: the picture cannot be written, 2: wrong usage or bad input."""
    options = _parser().parse_args(arguments)
    try:
        axes = _draw(options)
    except (ResultError, OSError) as error:
        print(f"hedgerow: {error}", file=sys.stderr)
        return 2
    try:
        axes.figure.savefig(options.output, dpi=DOTS_PER_INCH)
    except (OSError, ValueError) as error:
        print(f"hedgerow: {options.output}: {error}", file=sys.stderr)
        return 1
    finally:
        plt.close(axes.figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())

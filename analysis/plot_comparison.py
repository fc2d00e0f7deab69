#!/usr/bin/python3
"""Draws one picture of a result file: what is lost by case and arm, and when users are out.

Usage: analysis/plot_comparison.py RESULT.h5 PICTURE.(png|svg)

Needs the [analysis] packages of .ci/packages. Intervals are 95 % (Student's t over replications).
"""
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
import xarray as xr

ARMS = {"unmitigated": ("without mitigations", "#c8553d"), "mitigated": ("with mitigations", "#2a6f97")}
Z = 1.96


def headline_services(result: xr.Dataset) -> list:
    """Services whose losses add up to the headline loss (their users are the users of the outage measures)."""
    by_service = result.lost_user_hours.sum("operator")
    names = list(result.service.values)
    headline = result.lost_headline_user_hours
    for mask in range(1, 2 ** len(names)):
        chosen = [name for k, name in enumerate(names) if mask >> k & 1]
        if np.allclose(by_service.sel(service=chosen).sum("service"), headline, rtol=1e-9):
            return chosen
    raise SystemExit("the file's losses do not add up to its headline loss")


def draw_losses(axes, result: xr.Dataset) -> None:
    """Mean lost user-hours by case, both arms, with intervals."""
    lost = result.lost_headline_user_hours / 1e9
    place = np.arange(result.sizes["case"])
    for k, (arm, (label, colour)) in enumerate(ARMS.items()):
        sample = lost.sel(arm=arm)
        mean = sample.mean("replication").values
        half = Z * sample.std("replication", ddof=1).values / np.sqrt(result.sizes["replication"])
        axes.barh(place + 0.2 - 0.4 * k, mean, height=0.36, xerr=half, color=colour, label=label, capsize=3)
        for y, value, margin in zip(place + 0.2 - 0.4 * k, mean, half):
            axes.annotate(f"{value:.2f}", (value + margin, y), xytext=(5, 0), textcoords="offset points", va="center", fontsize=9)
    axes.set_yticks(place, result.case.values)
    axes.invert_yaxis()
    axes.margins(x=0.15)
    axes.set_xlabel("mean user-hours lost (billion)")
    axes.legend(frameon=False, loc="lower right")


def draw_curves(axes, result: xr.Dataset) -> None:
    """Mean share of headline users out over time, by case; full lines without mitigations, broken lines with them."""
    chosen = headline_services(result)
    users = float(result.users.sel(service=chosen).sum())
    out = 100 * (1 - result.served_users.sel(service=chosen).sum("service").mean("replication") / users)
    colours = plt.get_cmap("Dark2").colors
    for c, case in enumerate(result.case.values):
        for arm, style in (("unmitigated", "-"), ("mitigated", "--")):
            label = case if arm == "unmitigated" else None
            axes.plot(result.time / 24, out.sel(case=case, arm=arm), style, color=colours[c % 8], label=label)
    axes.set_xlabel("days since the order")
    axes.set_ylabel("users out (%), mean; broken: with mitigations")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False)


def main() -> None:
    """Reads the arguments and writes the picture."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    result = xr.open_dataset(sys.argv[1], engine="h5netcdf")
    figure, axes = plt.subplots(1, 2, figsize=(11, 4), layout="constrained")
    draw_losses(axes[0], result)
    draw_curves(axes[1], result)
    figure.suptitle(f"{result.attrs['title']}: {result.sizes['replication']} replications", fontsize=11)
    for one in axes:
        one.spines[["top", "right"]].set_visible(False)
    figure.savefig(sys.argv[2], dpi=130)


if __name__ == "__main__":
    main()

"""Incidents of the past: simulated restoration beside what was reported.

Each incident is a scenario file and a table of reports, scenarios/data/incidents/NAME.csv: at some hours after the start
of the outage an operator's users of a service were served, as a share, between `least` and `most`, as far as the report's
words allow. `compare` sets the simulated quantiles beside them.

    PYTHONPATH=analysis python3 -m hedgerow.incidents

runs all incidents, writes the table analysis/incidents.csv and the pictures analysis/incidents-NAME.png.
"""
from __future__ import annotations

import pathlib
import sys
import tempfile
from typing import NamedTuple, Sequence

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from . import program
from .dataset import ResultError, finished
from .dataset import open as open_result
from .style import FONT_SIZE, axes_or_new, looks, percent, tidy

SCENARIOS = program.ROOT / "scenarios"
REPORTS = SCENARIOS / "data" / "incidents"
TABLE = program.ROOT / "analysis" / "incidents.csv"
BAND = (0.05, 0.95)


class Incident(NamedTuple):
    """What is drawn of an incident."""

    name: str  # of its scenario and of its reports
    title: str
    hours: float  # drawn
    variant: str  # of the scenario, for a second curve
    settings: tuple[str, ...]  # that make the variant: no part of the comparison


INCIDENTS = (
    Incident("o2-2018", "O2, United Kingdom, 6 December 2018", 36, "fix time fitted: median 15 h, 90 % within 20 h",
             ("threats.certificate.common_mode.fix_hours.lognormal.median=15",
              "threats.certificate.common_mode.fix_hours.lognormal.p90=20")),
    Incident("kyivstar-2023", "Kyivstar, Ukraine, 12 December 2023", 120,
             "shutdown fitted to voice: median 36 h, 90 % within 40 h; opens over 20 h",
             ("threats.wiper.destruction.shutdown.lasts_hours.lognormal.median=36",
              "threats.wiper.destruction.shutdown.lasts_hours.lognormal.p90=40",
              "threats.wiper.destruction.shutdown.reopening_window_hours=20")),
    Incident("rogers-2022", "Rogers, Canada, 8 July 2022", 48, "what if: a management path outside the network",
             ("ordinary_restoration.out_of_band_share.core_router=1",)),
    Incident("optus-2023", "Optus, Australia, 8 November 2023", 36, "what if: no management path outside the network",
             ("ordinary_restoration.out_of_band_share.core_router=0",)),
)


def served_shares(result: xr.Dataset, service: str, operator: str) -> xr.DataArray:
    """Share of an operator's users of a service who have it (1), over replication and time.

    A result file holds the users served by all operators, so this is right where no other operator loses anything; if
    another does, ResultError says so.
    """
    users = result.users.sel(service=service)
    others = [name for name in users.operator.values if name != operator]
    lost = result.lost_user_hours.isel(case=0).sel(arm="mitigated", service=service, operator=others)
    if float(lost.sum()) > 0:
        raise ResultError(f"other operators than {operator} lose {service} too: its own curve is not in the file")
    served = result.served_users.isel(case=0).sel(arm="mitigated", service=service)
    shares: xr.DataArray = 1 - (float(users.sum()) - served) / float(users.sel(operator=operator))
    return shares


def read_reports(name: str) -> pd.DataFrame:
    """What was reported of an incident.

    >>> read_reports("o2-2018").hours.tolist()
    [1.0, 12.0, 16.0, 26.5]
    """
    return pd.read_csv(REPORTS / f"{name}.csv").astype({"hours": float, "least": float, "most": float})


def compare(result: xr.Dataset, reports: pd.DataFrame) -> pd.DataFrame:
    """Reports with the simulated quantiles at their hours.

    `probability` is the share of replications within what was reported; `inside` says whether the reported interval
    and the simulated 90 % band meet.
    """
    result = finished(result)
    rows = []
    for report in reports.itertuples():
        share = served_shares(result, report.service, report.operator).sel(time=report.hours, method="nearest").values
        low, middle, high = np.quantile(share, [BAND[0], 0.5, BAND[1]])
        within = (share >= report.least - 1e-9) & (share <= report.most + 1e-9)
        rows.append((low, middle, high, within.mean(), "yes" if low <= report.most and high >= report.least else "no"))
    found = pd.DataFrame(rows, columns=["low", "median", "high", "probability", "inside"], index=reports.index)
    return pd.concat([reports[["hours", "service", "least", "most"]], found.round(3)], axis=1)


def restoration_hours(result: xr.Dataset, reports: pd.DataFrame, shares: Sequence[float] = (0.5, 0.95)) -> pd.DataFrame:
    """Hours until a share of the users has each reported service for good: simulated quantiles.

    NaN stands for replications, and quantiles, beyond the horizon.
    """
    result = finished(result)
    rows = []
    for service, operator in reports[["service", "operator"]].drop_duplicates().itertuples(index=False):
        curve = served_shares(result, service, operator).transpose("replication", "time").values
        for share in shares:
            is_short = curve < share
            last = curve.shape[1] - np.argmax(is_short[:, ::-1], axis=1)  # the cell after the last one below
            hours = np.append(result.time.values, np.inf)[np.where(is_short.any(axis=1), last, 0)]
            found = np.quantile(hours, [BAND[0], 0.5, BAND[1]], method="higher")
            rows.append((service, share, *np.where(np.isinf(found), np.nan, found)))
    return pd.DataFrame(rows, columns=["service", "share", "low", "median", "high"]).round({"low": 1, "median": 1, "high": 1})


def draw(result: xr.Dataset, reports: pd.DataFrame, axes: Axes | None = None, *, variant: xr.Dataset | None = None,
         label: str = "", hours: float = np.inf) -> Axes:
    """Curves by service with their 90 % bands, and the reports as bars; a variant's median in thin lines."""
    axes = axes_or_new(axes)
    result = finished(result)
    services = list(dict.fromkeys(reports.service))
    look = looks(services)
    hours = min(hours, float(result.time[-1]))
    for service in services:
        of_service = reports[reports.service == service]
        share = 100 * served_shares(result, service, of_service.operator.iloc[0])
        low, middle, high = np.quantile(share.transpose("replication", "time").values, [BAND[0], 0.5, BAND[1]], axis=0)
        axes.fill_between(result.time, low, high, color=look[service].colour, alpha=0.12, linewidth=0)
        axes.plot(result.time, middle, color=look[service].colour, linestyle=look[service].dash, linewidth=1.8,
                  label=service.replace("_", " "))
        if variant is not None:
            other = (100 * served_shares(variant, service, of_service.operator.iloc[0])).median("replication")
            axes.plot(variant.time, other, color=look[service].colour, linestyle=look[service].dash, linewidth=0.8)
        shift = 0.008 * hours * services.index(service)  # bars of one hour stand side by side
        axes.vlines(of_service.hours + shift, percent(of_service.least), percent(of_service.most),
                    color=look[service].colour, linewidth=4, alpha=0.75)
        axes.plot(of_service.hours + shift, percent((of_service.least + of_service.most) / 2), linestyle="none",
                  marker=look[service].marker, color=look[service].colour, markersize=6, markeredgecolor="white")
    axes.set_xlabel("hours since the start")
    axes.set_ylabel("users of the operator with service (%)")
    axes.set_xlim(0, hours)
    axes.set_ylim(-2, 102)
    title = "lines: medians; bands: 5 to 95 % of replications; bars: reported" + (f"\nthin lines: {label}" if label else "")
    axes.legend(frameon=True, facecolor="white", edgecolor="none", framealpha=0.8, fontsize=FONT_SIZE - 1, title=title,
                title_fontsize=FONT_SIZE - 2, loc="center right")
    return tidy(axes)


def simulate(incident: Incident, folder: pathlib.Path, settings: Sequence[str] = ()) -> xr.Dataset:
    """Runs an incident's scenario."""
    options = [word for setting in settings for word in ("--set", setting)]
    return open_result(program.run(SCENARIOS / f"{incident.name}.yaml", folder / f"{incident.name}-{len(settings)}.h5",
                                   *options))


def table(folder: pathlib.Path) -> pd.DataFrame:
    """The comparisons of all incidents."""
    parts = {incident.name: compare(simulate(incident, folder), read_reports(incident.name)) for incident in INCIDENTS}
    return pd.concat(parts, names=["incident"]).reset_index("incident").reset_index(drop=True)


def main() -> int:
    """Runs all, writes the table and the pictures."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        found = table(folder)
        found.to_csv(TABLE, index=False, lineterminator="\n")
        print(found.to_string(index=False))
        for incident in INCIDENTS:
            print(f"\n{incident.title}: hours until a share of the users has the service for good")
            print(restoration_hours(simulate(incident, folder), read_reports(incident.name)).to_string(index=False))
            print(f"the same, {incident.variant}")
            print(restoration_hours(simulate(incident, folder, incident.settings),
                                    read_reports(incident.name)).to_string(index=False))
            figure = Figure(figsize=(7.6, 4.4), layout="constrained")
            axes = draw(simulate(incident, folder), read_reports(incident.name), figure.add_subplot(),
                        variant=simulate(incident, folder, incident.settings), label=incident.variant,
                        hours=incident.hours)
            axes.set_title(incident.title)
            figure.savefig(TABLE.with_name(f"incidents-{incident.name}.png"), dpi=110)
    return 0


if __name__ == "__main__":
    sys.exit(main())

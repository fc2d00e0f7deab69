"""Maps: where users lose service, and where whose equipment stands.

Positions are drawn at their longitude and latitude, stretched so that a kilometre is as long east as north in the middle
of the map.
"""
from __future__ import annotations

import json
import math
import os
import pathlib
from typing import Any, Iterator, Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.lines import Line2D
from matplotlib.patches import Polygon

from .dataset import NO_VENDOR, ResultError, case_or_baseline, finished
from .style import ARM_NAMES, FONT_SIZE, GREY, MARKERS, PALETTE, axes_or_new, percent, round_steps, say_nothing_there, scale

PACKAGE = pathlib.Path(__file__).resolve().parent
OUTLINE_FOLDERS = (PACKAGE.parent.parent / "scenarios" / "data", PACKAGE.parent / "outlines")
LAND = "#f1efe9"
COAST = "#9a968c"
BY = ("operator", "role", "vendor", "state")


def rings(path: str | os.PathLike[str]) -> Iterator[np.ndarray[Any, Any]]:
    """Outer rings of the polygons of a GeoJSON file, each (points, 2): longitude and latitude in degrees."""
    try:
        data = json.loads(pathlib.Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultError(f"{path}: not a GeoJSON outline ({error})") from error
    for feature in data.get("features", [data]):
        geometry = feature.get("geometry", feature)
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind not in ("Polygon", "MultiPolygon"):
            raise ResultError(f"{path}: holds {kind}, not polygons")
        for polygon in [coordinates] if kind == "Polygon" else coordinates:
            yield np.asarray(polygon[0], dtype=float)[:, :2]


def find_outline(latitude: np.ndarray[Any, Any], longitude: np.ndarray[Any, Any]) -> pathlib.Path | None:
    """The shipped outline whose box fits around nine tenths of the positions most tightly; None: there is none."""
    best, area = None, math.inf
    for folder in OUTLINE_FOLDERS:
        for path in sorted(folder.glob("outline-*.geojson")):
            points = np.concatenate(list(rings(path)))
            (west, south), (east, north) = points.min(axis=0), points.max(axis=0)
            inside = (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
            if inside.mean() >= 0.9 and (east - west) * (north - south) < area:
                best, area = path, (east - west) * (north - south)
    return best


def draw_outline(axes: Axes, latitude: np.ndarray[Any, Any], longitude: np.ndarray[Any, Any],
                 outline: str | os.PathLike[str] | bool | None) -> None:
    """The ground of a map around positions. outline: a GeoJSON file; None: a shipped one that fits; False: none."""
    path = find_outline(latitude, longitude) if outline is None else outline
    if path:
        patches = [Polygon(ring, closed=True) for ring in rings(path)]  # type: ignore[arg-type]
        axes.add_collection(PatchCollection(patches, facecolor=LAND, edgecolor=COAST, linewidth=0.5, zorder=0))
    margin = 0.03 * max(np.ptp(latitude), np.ptp(longitude), 0.1)
    axes.set_xlim(longitude.min() - margin, longitude.max() + margin)
    axes.set_ylim(latitude.min() - margin, latitude.max() + margin)
    axes.set_aspect(1 / math.cos(math.radians(float(latitude.mean()))))
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_visible(False)


def states_of_vendors(result: xr.Dataset) -> list[str]:
    """For each vendor the state with most leverage on it; empty where there is none.

    >>> states_of_vendors(open(RESULT))
    ['AA', 'AA', 'BB', 'CC']
    """
    if "vendor_exposure" not in result:
        raise ResultError("the file does not say which states vendors answer to")
    exposure = result.vendor_exposure.transpose("vendor", "state").values
    states = [str(name) for name in result.state.values]
    return [states[int(row.argmax())] if row.max() > 0 else "" for row in exposure]


def _kinds_of_nodes(result: xr.Dataset, by: str, case: str) -> tuple[list[str], np.ndarray[Any, Any]]:
    """Names of the kinds, and each node's kind as an index into them; -1: none."""
    if by in ("operator", "role"):
        return [str(name) for name in result[by].values], result[f"node_{by}"].values.astype(int)
    vendor = result.node_vendor.sel(case=case).values.astype(int)
    vendor = np.where(vendor == NO_VENDOR, -1, vendor)
    if by == "vendor":
        return [str(name) for name in result.vendor.values], vendor
    of_vendor = states_of_vendors(result)
    states = [str(name) for name in result.state.values]
    index = np.array([states.index(state) if state else -1 for state in of_vendor] + [-1])
    return states, index[vendor]


def map_network(result: xr.Dataset, axes: Axes | None = None, *, by: str = "vendor", case: str | None = None,
                roles: Sequence[str] | None = None, only: Sequence[str] | None = None,
                outline: str | os.PathLike[str] | bool | None = None) -> Axes:
    """Nodes at their places, told apart by `operator`, `role`, `vendor` or `state` (with most leverage on the vendor).

    Without roles: all. Stubs are drawn as small points, other nodes larger and above them, those nearest the core last.
    Thousands of points are told apart by colour alone; `only` names the kinds that are shown before all others in grey.
    The legend counts what is drawn.

    >>> map_network(open(RESULT), by="state", case="one").get_title(loc="left")
    'one: 2,955 nodes by state'
    """
    if by not in BY:
        raise ResultError(f"no map by {by!r}; there are: {', '.join(BY)}")
    case = case_or_baseline(result, case)
    known = [str(name) for name in result.role.values]
    for name in roles or ():
        if name not in known:
            raise ResultError(f"no role {name!r}; there are: {', '.join(known)}")
    axes = axes_or_new(axes, width=6.6, height=7.4)
    kinds, kind = _kinds_of_nodes(result, by, case)
    for name in only or ():
        if name not in kinds:
            raise ResultError(f"no {by} {name!r}; there are: {', '.join(kinds)}")
    if only is not None:
        kind = np.where(np.isin(kind, [kinds.index(name) for name in only]), kind, -1)
    role = result.node_role.values.astype(int)
    is_drawn = np.isin(role, [k for k, name in enumerate(known) if roles is None or name in roles])
    latitude, longitude = result.node_latitude.values, result.node_longitude.values
    draw_outline(axes, latitude, longitude, outline)
    count = max(int(is_drawn.sum()), 1)
    handles = []
    for k in [*range(len(kinds)), -1]:
        total = int((is_drawn & (kind == k)).sum())
        if total:
            colour = PALETTE[k % len(PALETTE)] if k >= 0 else "#bbbbbb"
            marker = MARKERS[(k + k // len(PALETTE)) % len(MARKERS)] if k >= 0 else "."
            handles.append(Line2D([], [], linestyle="", marker=marker, color=colour, markersize=6,
                                  label=f"{kinds[k] if k >= 0 else 'others' if only else 'none'} ({total:,})"))
    _draw_nodes(axes, longitude, latitude, kind, role, is_drawn, count)
    axes.legend(handles=handles, frameon=False, fontsize=FONT_SIZE - 1, loc="upper left", bbox_to_anchor=(0.0, 1.0))
    what = "nodes" if roles is None else ", ".join(roles)
    axes.set_title(f"{case}: {count:,} {what} by {by}", loc="left", fontsize=FONT_SIZE + 1)
    return axes


def _draw_nodes(axes: Axes, longitude: Any, latitude: Any, kind: Any, role: Any, is_drawn: Any, count: int) -> None:
    """Role by role, and within a role in an order that no kind wins: that of a fixed shuffle."""
    small = float(np.clip(9000 / count, 0.35, 26))
    for r in np.unique(role[is_drawn]):
        nodes = np.flatnonzero(is_drawn & (role == r))
        size = small if len(nodes) > 2000 else float(np.clip(2500 / len(nodes), 4, 40))
        nodes = np.random.default_rng(1).permutation(nodes)
        nodes = nodes[np.argsort(kind[nodes] >= 0, kind="stable")]  # grey below
        colours = np.array([*PALETTE, "#bbbbbb"])[np.where(kind[nodes] >= 0, kind[nodes] % len(PALETTE), -1)]
        if len(nodes) > 2000:  # too dense for marks to be told apart
            axes.scatter(longitude[nodes], latitude[nodes], s=size, c=colours, linewidths=0, alpha=0.7, zorder=2, rasterized=True)
            continue
        for k in np.unique(kind[nodes]):
            own = kind[nodes] == k
            axes.scatter(longitude[nodes[own]], latitude[nodes[own]], s=size, c=colours[own], linewidths=0.3, edgecolors="white",
                         marker=MARKERS[(k + k // len(PALETTE)) % len(MARKERS)] if k >= 0 else ".", zorder=3, rasterized=True)


def map_loss_by_region(result: xr.Dataset, axes: Axes | None = None, *, case: str | None = None, arm: str = "mitigated",
                       replication: int | None = None, greatest: float | None = None,
                       outline: str | os.PathLike[str] | bool | None = None) -> Axes:
    """Headline user-hours lost in each reporting region: a disc at its users' centre, its area for the loss, its colour
    for the loss of each user of the region (h).

    The mean over replications, or one of them. greatest: the loss of the largest disc, and so one scale for several maps.

    >>> map_loss_by_region(open(RESULT), case="one").get_title(loc="left")
    'one, with mitigations: mean loss by region'
    """
    axes = axes_or_new(axes, width=6.6, height=7.4)
    name = "region_lost_headline_user_hours"
    if name not in result:
        return say_nothing_there(axes, "the file holds no loss by region")
    case = case_or_baseline(result, case)
    lost = finished(result)[name].sel(case=case, arm=arm)
    values = (lost.mean("replication") if replication is None else lost.sel(replication=replication)).values
    latitude, longitude = region_centres(result)
    users = result.region_headline_users.values
    draw_outline(axes, result.node_latitude.values, result.node_longitude.values, outline)
    top = greatest or float(values.max())
    divisor, word = scale(top)
    if top > 0:
        each = np.divide(values, users, out=np.zeros_like(values), where=users > 0)
        order = np.argsort(-values, kind="stable")
        order = order[values[order] > 0]
        drawn = axes.scatter(longitude[order], latitude[order], s=900 * values[order] / top, c=each[order], cmap="cividis_r",
                             edgecolors="#222222", linewidths=0.6, alpha=0.9, zorder=3, vmin=0)
        bar = axes.figure.colorbar(drawn, ax=axes, shrink=0.5, pad=0.02)
        bar.set_label("lost by each user of the region (h)", fontsize=FONT_SIZE)
        bar.ax.tick_params(labelsize=FONT_SIZE - 1)
        sizes = round_steps(top)
        handles = [Line2D([], [], linestyle="", marker="o", markerfacecolor="none", markeredgecolor="#222222",
                          markersize=math.sqrt(900 * size / top), label=f"{size / divisor:g}") for size in sizes]
        axes.legend(handles=handles, frameon=False, fontsize=FONT_SIZE - 1, loc="upper left", labelspacing=1.6, handletextpad=1.4,
                    borderpad=1.2, title=f"{word}user-hours lost", title_fontsize=FONT_SIZE - 1)
        whole = finished(result).lost_headline_user_hours.sel(case=case, arm=arm)
        whole = float(whole.mean("replication") if replication is None else whole.sel(replication=replication))
        if values.sum() < 0.995 * whole:
            axes.text(0.0, 0.0, f"{percent(1 - values.sum() / whole):.0f} % of the loss is of no region:\nfunctions too small refuse "
                      "whole components", transform=axes.transAxes, fontsize=FONT_SIZE - 2, va="bottom", color=GREY)
    what = "mean loss" if replication is None else f"loss in replication {replication}"
    axes.set_title(f"{case}, {ARM_NAMES[arm]}: {what} by region" + ("" if top > 0 else " (nothing is lost)"), loc="left",
                   fontsize=FONT_SIZE + 1)
    return axes


def region_centres(result: xr.Dataset) -> tuple[Any, Any]:
    """Latitude and longitude (degrees) of the centre of each region's users; of its nodes where it has no users."""
    region = result.node_region.values.astype(int)
    count = int(result.sizes.get("region", region.max() + 1))
    weight = np.where(np.bincount(region, result.node_users.values, count)[region] > 0, result.node_users.values, 1.0)
    total = np.bincount(region, weight, count)
    latitude, longitude = (np.bincount(region, weight * position, count) / np.maximum(total, 1e-300)
                           for position in (result.node_latitude.values, result.node_longitude.values))
    return latitude, longitude

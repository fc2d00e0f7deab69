"""What a picture needs of the statistics; the numbers of record are those of `hedgerow compare`.

Intervals here are percentile bootstrap intervals over replications (Efron and Tibshirani, 1993, chapter 13). Replications
are resampled whole, so that common random numbers stay paired across cases and arms. The draws have a fixed seed: the
same file gives the same picture.
"""
from __future__ import annotations

import math
from typing import Any, Callable, Iterable, Mapping, NamedTuple, Sequence

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
CONFIDENCE = 0.95
TAIL = 0.95
RESAMPLES = 2000
_CELLS = 4_000_000  # of resampled values held at once


# What `hedgerow compare`, `attribute` or `sensitivity --format json` lists under "figures", and the names of what one is of.
Figures = Sequence[Mapping[str, Any]]
OF = ("case", "arm", "against", "point", "vendor", "state", "edges", "assumption", "bound", "mitigation")


class Estimate(NamedTuple):
    """A value with the ends of its 95 % interval; arrays of one shape."""

    value: Array
    low: Array
    high: Array


def mean(sample: Array) -> Array:
    """Mean over the first axis."""
    return np.asarray(sample.mean(axis=0))


def cvar(sample: Array, level: float = TAIL) -> Array:
    """Mean of the worst 1 - level of the first axis (Rockafellar and Uryasev, 2002).

    The boundary value counts with the weight that makes the share exact.

    >>> float(cvar(np.arange(1.0, 21.0)))
    20.0
    >>> float(cvar(np.arange(1.0, 21.0), 0.875))
    19.2
    """
    n = sample.shape[0]
    ordered = np.sort(sample, axis=0)
    boundary = ordered[math.ceil(n * level - 1e-9) - 1]
    return np.asarray(boundary + np.maximum(sample - boundary, 0).sum(axis=0) / (n * (1 - level)))


def effectiveness(pairs: Array) -> Array:
    """1 - mean with / mean without mitigations; pairs: (replication, ..., [with, without]). NaN: nothing is lost.

    >>> effectiveness(np.array([[1.0, 4.0], [2.0, 8.0]])).item()
    0.75
    """
    means = pairs.mean(axis=0)
    without = means[..., 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(without > 0, 1 - means[..., 0] / without, np.nan))


def bootstrap(sample: Array, statistic: Callable[[Array], Array] = mean, resamples: int = RESAMPLES) -> Estimate:
    """A statistic of the first axis with its percentile bootstrap interval.

    >>> estimate = bootstrap(np.array([1.0, 2.0, 3.0, 4.0]))
    >>> bool(estimate.low < estimate.value < estimate.high)
    True
    >>> bool(bootstrap(np.zeros(5)).high == 0)
    True
    """
    n = sample.shape[0]
    value = np.asarray(statistic(sample), dtype=float)
    if n < 2:
        nothing = np.full(value.shape, np.nan)
        return Estimate(value, nothing, nothing)
    generator = np.random.default_rng(20180416)
    width = max(1, int(np.prod(sample.shape[1:])))
    block = max(1, _CELLS // (n * width))
    found = []
    for first in range(0, resamples, block):
        rows = generator.integers(0, n, (min(block, resamples - first), n))
        if statistic is mean:  # of counts: much faster than gathering
            counts = np.apply_along_axis(np.bincount, 1, rows, minlength=n).astype(float)
            found.append((counts @ sample.reshape(n, -1) / n).reshape(len(rows), *sample.shape[1:]))
        else:
            found.append(np.stack([statistic(sample[row]) for row in rows]))
    draws = np.concatenate(found)
    tail = 100 * (1 - CONFIDENCE) / 2
    low, high = np.percentile(draws, [tail, 100 - tail], axis=0)
    return Estimate(value, np.asarray(low), np.asarray(high))


def recorded(figures: Figures, quantity: str, rows: Iterable[Mapping[str, Any]]) -> Estimate:
    """The program's own figures of a quantity, one for each row of what it is of; NaN where it has none.

    A row names all that the figure is of: a figure of a sweep's point is not that of the main run.

    >>> figures = [{"quantity": "mean_lost", "case": "one", "arm": "mitigated", "unit": "user-hours", "value": 2.0, "low": 1.0,
    ...             "high": None}]
    >>> recorded(figures, "mean_lost", [{"case": "one", "arm": "mitigated"}, {"case": "two", "arm": "mitigated"}]).value.tolist()
    [2.0, nan]
    """
    known = {}
    for figure in figures:
        if figure["quantity"] == quantity:
            of = frozenset((key, str(value)) for key, value in figure.items() if key in OF)
            known[of] = figure
    found = [known.get(frozenset((key, str(value)) for key, value in row.items())) or {} for row in rows]
    parts = [np.array([figure.get(end) for figure in found], dtype=float) for end in ("value", "low", "high")]
    return Estimate(*parts)


def exceedance(sample: Array) -> tuple[Array, Array]:
    """Sorted distinct values and the share of the sample above each.

    >>> values, share = exceedance(np.array([0.0, 0.0, 1.0, 3.0]))
    >>> values.tolist(), share.tolist()
    ([0.0, 1.0, 3.0], [0.5, 0.25, 0.0])
    """
    values, counts = np.unique(sample, return_counts=True)
    return values, 1 - np.cumsum(counts) / sample.size


def shapley(worth: Array) -> Array:
    """Shapley values (1953) of a game from the worth of every subset of its players.

    worth: (..., 2^players), the subset's number having bit i for player i; returns (..., players).

    >>> shapley(np.array([0.0, 1.0, 1.0, 4.0])).tolist()
    [2.0, 2.0]
    """
    count = worth.shape[-1]
    players = count.bit_length() - 1
    if count != 1 << players:
        raise ValueError(f"{count} subsets are not all those of a set")
    subsets = np.arange(count)
    size = sum((subsets >> i) & 1 for i in range(players))
    factorial = [math.factorial(k) for k in range(players + 1)]
    weight = np.array([factorial[k] * factorial[players - k - 1] / factorial[players] if k < players else 0.0
                       for k in np.atleast_1d(size)])
    columns = []
    for i in range(players):
        without = subsets[(subsets >> i) & 1 == 0]
        gain = worth[..., without | 1 << i] - worth[..., without]
        columns.append((gain * weight[without]).sum(axis=-1))
    return np.stack(columns, axis=-1)

"""The figures of record: what the program says of a result file, found by what they are of."""
from __future__ import annotations

import os
from typing import Any

from hedgerow import program

from .words import Figure, user_hours_unit

LABELS = ("quantity", "case", "against", "arm", "edges", "vendor", "state", "point", "assumption", "bound")
OUTCOMES = ("mean_lost", "cvar_lost")


class Answers:
    """`hedgerow compare --format json` of a file, with its figures by their labels."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.all = answer
        self.cases: list[str] = answer["cases"]
        self.baseline: str = answer["baseline"]
        self.claim: dict[str, Any] | None = answer["claim"]
        self.figures: list[Figure] = answer["figures"]
        self._by_labels: dict[tuple[Any, ...], Figure] = {}
        for figure in self.figures:
            self._by_labels.setdefault(self._key(figure), figure)
        greatest = max((f["value"] or 0 for f in self.figures if f["quantity"] == "cvar_lost" and "point" not in f),
                       default=0)
        self.unit_size, self.unit = user_hours_unit(greatest)

    @staticmethod
    def _key(labels: Figure) -> tuple[Any, ...]:
        return tuple(labels.get(name) for name in LABELS if name not in ("vendor", "state"))

    def find(self, quantity: str, case: str | None = None, **labels: Any) -> Figure | None:
        """The figure of a quantity with these labels and no others, or None."""
        return self._by_labels.get(self._key({"quantity": quantity, "case": case, **labels}))

    def every(self, quantity: str, **labels: Any) -> list[Figure]:
        """All figures of a quantity with these labels, and perhaps more."""
        return [f for f in self.figures
                if f["quantity"] == quantity and all(f.get(name) == value for name, value in labels.items())]


def ask(path: str | os.PathLike[str]) -> Answers:
    """Asks the program."""
    return Answers(program.compare(path))


def ask_study(command: str, path: str | os.PathLike[str]) -> dict[str, Any]:
    """What `hedgerow attribute` or `sensitivity` says, as JSON."""
    import json

    answer: dict[str, Any] = json.loads(program.call(command, "--format", "json", path))
    return answer

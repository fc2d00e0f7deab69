"""The program `hedgerow`, whose numbers are the numbers of record."""
from __future__ import annotations

import json
import os
import pathlib
import shutil
import subprocess
from typing import Any

ROOT = pathlib.Path(__file__).resolve().parents[2]


class ProgramError(RuntimeError):
    """The program is not there, or says that it failed; the message is its own."""


def find() -> str:
    """Path of the program: $HEDGEROW, the newest build beside this package, or `hedgerow` on the search path.

    >>> import os
    >>> find() == os.environ["HEDGEROW"]
    True
    """
    named = os.environ.get("HEDGEROW")
    if named:
        return named
    built = [path for path in ROOT.glob(".build/*/hedgerow") if os.access(path, os.X_OK)]
    if built:
        return str(max(built, key=lambda path: path.stat().st_mtime))
    found = shutil.which("hedgerow")
    if found is None:
        raise ProgramError("no program `hedgerow`: build it with scenarios/run, or name it in $HEDGEROW")
    return found


def call(*arguments: Any) -> str:
    """What the program prints for some arguments; ProgramError with what it complains of.

    >>> call("version").split()[0]
    'hedgerow'
    >>> call("compare", "absent.h5")  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    hedgerow.program.ProgramError: hedgerow compare absent.h5: ...
    """
    words = [str(argument) for argument in arguments]
    try:
        done = subprocess.run([find(), *words], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    except OSError as error:
        raise ProgramError(f"{find()}: {error.strerror}") from error
    if done.returncode != 0:
        raise ProgramError(f"hedgerow {' '.join(words)}: {done.stderr.strip() or f'exit status {done.returncode}'}")
    return done.stdout


def compare(path: str | os.PathLike[str], *options: str) -> Any:
    """What `hedgerow compare --format json` says of a result file.

    >>> compare(RESULT)["baseline"]
    'one'
    """
    return json.loads(call("compare", "--format", "json", *options, path))


def attribute(path: str | os.PathLike[str]) -> Any:
    """What `hedgerow attribute --format json` says of the result of a scenario with `attribution:`."""
    return json.loads(call("attribute", "--format", "json", path))


def sensitivity(path: str | os.PathLike[str]) -> Any:
    """What `hedgerow sensitivity --format json` says of the result of a scenario with `sensitivity:`."""
    return json.loads(call("sensitivity", "--format", "json", path))


def figures(path: str | os.PathLike[str], result: Any) -> list[dict[str, Any]]:
    """All figures of record of a result file, for pictures that take them; what the file does not hold is left out.

    >>> import hedgerow
    >>> {figure["quantity"] for figure in figures(RESULT, hedgerow.open(RESULT))} >= {"mean_lost", "effectiveness"}
    True
    """
    found = list(compare(path)["figures"])
    if "attribution_lost_headline_user_hours" in result:
        found += [figure for figure in attribute(path)["figures"] if "mitigation" in figure]
    if "sensitivity_lost_headline_user_hours" in result:
        found += [figure for figure in sensitivity(path)["figures"] if "assumption" in figure]
    return found


def trace(scenario: str | os.PathLike[str], case: str, replication: int, *options: str) -> list[dict[str, Any]]:
    """One replication step by step: records with `time_hours` (h), `kind`, `lost_share` (1) and what the kind tells.

    >>> trace(SCENARIO, "one", 0)[-1]["kind"]
    'end'
    """
    lines = call("trace", scenario, "-c", case, "-k", replication, "-f", "json", *options).splitlines()
    return [json.loads(line) for line in lines]


def run(scenario: str | os.PathLike[str], result: str | os.PathLike[str], *options: Any) -> pathlib.Path:
    """Runs a scenario into a result file and returns its path."""
    call("run", "--quiet", *options, "-o", result, scenario)
    return pathlib.Path(result)


__all__ = ["ProgramError", "attribute", "call", "compare", "figures", "find", "run", "sensitivity", "trace"]

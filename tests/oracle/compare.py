#!/usr/bin/python3
"""Runs the program and the second implementation on the same scenarios and says where they differ.

    HEDGEROW=PROGRAM HR_ORACLE_DRAWS=LIBRARY tests/oracle/compare.py FIRST COUNT [REPLICATIONS]

compares COUNT random scenarios from number FIRST on, in both arms, and prints for each that differs the first
difference and the smallest scenario file that still shows one.
"""
import collections
import dataclasses
import itertools
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import scenarios
import shrink
from replication import Replication

# What an entry of the trace must agree in, besides its time, kind and the users served; the rest follows from it.
FIELDS = ("threat", "mitigation", "vendor", "operator", "role", "node", "count", "due_hours")
ARMS = ("mitigated", "unmitigated")
# Sums are added up in an order that the model does not define: totals of user-hours, and the implant-hours that
# monitoring counts to its discovery, whose time all that follows inherits. All other times agree to the last bit.
TOLERANCE = 1e-12


def program():
    return os.environ["HEDGEROW"]


def scaled(count):
    return max(1, round(count * float(os.environ.get("HR_TEST_SCALE", "1"))))


@dataclasses.dataclass
class Tally:
    scenarios: int = 0
    replications: int = 0
    events: int = 0
    differing: list = dataclasses.field(default_factory=list)
    met: collections.Counter = dataclasses.field(default_factory=collections.Counter)  # scenarios with a rule or event

    def __str__(self):
        return (f"{self.scenarios - len(self.differing)} of {self.scenarios} random scenarios agree in "
                f"{self.replications} replications, {self.events} events")


def trace(path, case, arm, number):
    result = subprocess.run([program(), "trace", "--case", case, "--arm", arm, "--replication", str(number), "--format",
                             "json", path], stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=600,
                            check=False)
    if result.returncode != 0:
        raise RuntimeError(result.stderr)
    return [json.loads(line) for line in result.stdout.splitlines()]


def reduce(line):
    """An entry of the program as the oracle tells it."""
    fields = {name: line[name] for name in FIELDS if name in line}
    if "node" in fields:
        for name in ("operator", "role"):
            fields.pop(name, None)
        if line["kind"] not in ("node_implanted", "attempt_stopped"):
            fields.pop("vendor", None)
    return line["time_hours"], line["kind"], tuple(sorted(fields.items()))


def moments(entries):
    """What happens at one instant, in an order of its own: the same causes may be told in another."""
    result = {}
    for time, *entry in entries:
        result.setdefault(time, []).append(tuple(entry))
    return [(time, sorted(entries)) for time, entries in sorted(result.items())]


def is_same(mine, theirs, tolerance):
    """Entries in order, times apart (and due times, which are one)."""
    def split(entry):
        kind, fields = entry
        return kind, [f for f in fields if f[0] != "due_hours"], [f[1] for f in fields if f[0] == "due_hours"]

    def is_near(a, b):
        return abs(a - b) <= tolerance * abs(b)

    return is_near(mine[0], theirs[0]) and len(mine[1]) == len(theirs[1]) and all(
        a[:2] == b[:2] and all(map(is_near, a[2], b[2]))
        for a, b in zip(map(split, mine[1]), map(split, theirs[1])))


def compare(scenario, path, case, arm, number, met=None):
    """Returns (number of events compared, None or what differs); `met` receives the rules and kinds of event met."""
    lines = trace(path, case, arm, number)
    theirs = moments(reduce(line) for line in lines if line["kind"] not in ("start", "end", "service"))
    oracle = Replication(scenario, case, arm, number).run()
    ours = moments(entry for entry in oracle.told if entry[0] < oracle.horizon)
    count = sum(len(entries) for _, entries in theirs)
    if met is not None:
        met |= oracle.met | {kind for _, entries in theirs for kind, _ in entries}
    tolerance = TOLERANCE if "monitoring" in oracle.mitigations else 0
    for mine, other in itertools.zip_longest(ours, theirs):
        if mine is None or other is None or not is_same(mine, other, tolerance):
            return count, f"the program: {other}; the oracle: {mine}"
    for line in lines:
        time, users = line["time_hours"], line["served_users"]
        if line["kind"] != "end" and (mine := oracle.served_at(time * (1 + tolerance))) != users:
            return count, f"at {time!r}: served {users} by the program, {mine} by the oracle"
    lost = sum(value for (_, name), value in oracle.lost.items() if name in oracle.headline)
    said = lines[-1]["lost_headline_user_hours"]
    if abs(lost - said) > TOLERANCE * max(1, said):
        return count, f"lost {said!r} by the program, {lost!r} by the oracle"
    return count, None


def write(scenario, folder):
    path = pathlib.Path(folder) / "scenario.yaml"  # YAML contains JSON
    path.write_text(json.dumps(scenario, indent=1), encoding="utf-8")
    return str(path)


def smallest(scenario, folder, arm, number):
    def differs(smaller):
        try:
            return compare(smaller, write(smaller, folder), "only", arm, number)[1] is not None
        except (RuntimeError, KeyError, IndexError, StopIteration, ValueError):
            return False  # no scenario any more
    return shrink.shrink(scenario, differs)


def agree(first, count, folder, say, replications=1):
    tally = Tally()
    for seed in range(first, first + count):
        scenario = scenarios.draw_scenario(seed)
        path = write(scenario, folder)
        tally.scenarios += 1
        met = set()
        for arm, number in itertools.product(ARMS, range(replications)):
            events, difference = compare(scenario, path, "only", arm, number, met)
            tally.replications += 1
            tally.events += events
            if difference is not None:
                tally.differing.append(seed)
                say(f"scenario {seed}, {arm}, replication {number}: {difference}")
                say(json.dumps(smallest(scenario, folder, arm, number), indent=1))
                break
        tally.met.update(met)
    return tally


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        total = agree(int(sys.argv[1]), int(sys.argv[2]), scratch, print, int((sys.argv[3:] or ["1"])[0]))
    print(total)
    sys.exit(1 if total.differing else 0)

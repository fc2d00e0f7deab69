"""What must hold in any scenario, on scenarios drawn at random; a failure is shrunk and printed as a scenario file.

They run the real program on the generator and the shrinker of tests/support/random_scenarios.py. HR_INVARIANTS=N draws
N scenarios for every invariant in place of a few; HR_INVARIANTS_FROM says the first number.
"""
import copy
import csv
import io
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

import h5py
import numpy

import support

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
import random_scenarios  # noqa: E402

SCALE = min(1.0, float(os.environ.get("HR_TEST_SCALE", 1)))
SCENARIOS = int(os.environ.get("HR_INVARIANTS", 0)) or max(3, round(12 * SCALE))
FIRST = int(os.environ.get("HR_INVARIANTS_FROM", 0))
PER_REPLICATION = ("lost_headline_user_hours", "lost_user_hours", "served_users", "peak_lost_share", "nodes_disabled",
                   "nodes_bricked", "nodes_isolated", "nodes_repaired", "time_to_discovery_hours")


class Refused(Exception):
    """The program does not take the scenario."""


class Runs:
    """Runs of scenarios in a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.count = 0
        self.acted = True  # whether the invariant had anything to act on

    def path(self, scenario, *options):
        self.count += 1
        file = self.folder / f"scenario{self.count}.yaml"
        result = self.folder / f"result{self.count}.h5"
        file.write_text(random_scenarios.text(scenario))
        done = support.hedgerow("run", "-q", *options, "-o", result, file)
        if done.returncode == support.BAD_INPUT:
            raise Refused(done.stderr)
        if done.returncode != support.DONE:
            raise AssertionError(f"exit {done.returncode}: {done.stderr}")
        return result

    def values(self, scenario, *options):
        with h5py.File(self.path(scenario, *options)) as file:
            values = {name: file[name][()] for name in PER_REPLICATION}
            values["users"] = file["users"][()]
            values["case"] = [name.decode() if isinstance(name, bytes) else str(name) for name in file["case"][()]]
        return values


def same(first, second, what=PER_REPLICATION):
    """Names of what differs in any bit."""
    return [name for name in what if not numpy.array_equal(first[name], second[name], equal_nan=True)]


# Each returns what is wrong with a scenario, or nothing.


def served_users_are_between_none_and_all(runs, scenario):
    values = runs.values(scenario)
    users = values["users"].sum(axis=1)[None, None, None, :, None]
    served = values["served_users"]
    if (served < -1e-9 * users).any() or (served > users * (1 + 1e-12)).any():
        return f"served users from {served.min()} to {served.max()} of {users.ravel()}"


def lost_user_hours_are_what_the_curve_leaves_out(runs, scenario):
    values = runs.values(scenario)
    users = values["users"].sum(axis=1)
    cell = scenario["horizon_hours"] / scenario["time_cells"]
    by_curve = (users[None, None, None, :, None] - values["served_users"]).sum(axis=-1) * cell
    lost = values["lost_user_hours"].sum(axis=-1)
    bound = 1e-9 * (users.sum() * scenario["horizon_hours"] + 1)
    if abs(lost - by_curve).max() > bound:
        return f"{abs(lost - by_curve).max()} user-hours apart"


def effectiveness(result):
    """By case; None where it is unknown."""
    answer = support.hedgerow("compare", result, "--format", "csv").stdout
    rows = [row for row in csv.DictReader(io.StringIO(answer)) if row["quantity"] == "effectiveness"]
    return {row["case"]: float(row["value"]) if row["value"] else None for row in rows}


def without_mitigations_both_arms_are_one(runs, scenario):
    changed = copy.deepcopy(scenario)
    for keys in changed["mitigations"].values():
        keys["on"] = False
    values = runs.values(changed)
    first, second = ({name: values[name][:, :, arm] for name in PER_REPLICATION} for arm in (0, 1))
    return same(first, second)


def effectiveness_is_nothing_where_no_mitigation_acts(runs, scenario):
    changed = copy.deepcopy(scenario)
    for keys in changed["mitigations"].values():
        keys["on"] = False
    found = effectiveness(runs.path(changed))
    return found if any(value not in (0, None) for value in found.values()) else None


def effectiveness_is_one_where_nothing_is_left(runs, scenario):
    """Every attempt of the only channel is stopped."""
    changed = copy.deepcopy(scenario)
    changed["threats"] = {"campaign": {"compulsion": {
        "state": changed["vendors"][next(iter(changed["vendors"]))]["jurisdiction"], "order_hours": 0,
        "compliance_probability": 1, "compliance_correlation": 0, "preparation_hours": 0,
        "remote_access": {"delay_hours": 1, "success_probability": 1}, "trigger": {"after_order_hours": 50},
        "sabotage": {"activation_probability": 1, "bricking_probability": 0.5}}}}
    changed["mitigations"] = {"access_control": {"stop_probability": 1, "discovery_probability": 0}}
    values = runs.values(changed)
    lost = values["lost_headline_user_hours"].mean(axis=0)
    found = effectiveness(runs.folder / f"result{runs.count}.h5")
    expected = {case: 1.0 if all_lost > 0 else None for case, (_, all_lost) in zip(values["case"], lost)}
    runs.acted = any(expected.values())
    return f"{found}, expected {expected}" if found != expected or lost[:, 0].any() else None


def threads_shards_and_interruptions_change_no_byte(runs, scenario):
    scenario = {**copy.deepcopy(scenario), "replications": 150}
    digests = {threads: support.digest(runs.path(scenario, "--threads", threads)) for threads in (1, 2, 4)}
    file = runs.folder / f"scenario{runs.count}.yaml"
    result = runs.folder / f"killed{runs.count}.h5"
    command = [support.PROGRAM, "run", "-q", "--threads", "1", "-o", str(result), str(file)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if not result.exists():
        done = subprocess.run([*command, "--resume"], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            return f"does not go on after a kill: {done.stderr}"
    digests["killed"] = support.digest(result)
    result = runs.folder / f"merged{runs.count}.h5"
    for command in (["run", "--shard", "2/2"], ["run", "--shard", "1/2"], ["merge"]):
        done = support.hedgerow(*command, "-q", "-o", result, file)
        if done.returncode != 0:
            return f"{command} fails: {done.stderr}"
    digests["merged"] = support.digest(result)
    return digests if len(set(digests.values())) > 1 else None


def the_order_of_cases_changes_only_the_order(runs, scenario):
    changed = copy.deepcopy(scenario)
    changed["cases"] = dict(reversed(scenario["cases"].items()))
    first, second = runs.values(scenario), runs.values(changed)
    places = [second["case"].index(name) for name in first["case"]]
    return same(first, {name: second[name][:, places] for name in PER_REPLICATION})


def names_of_vendors_change_nothing(runs, scenario):
    text = random_scenarios.text(scenario)
    for name, other in (("alpha", "zulu"), ("beta", "yankee"), ("carol", "xray"), ("dave", "whisky")):
        text = text.replace(f'"{name}"', f'"{other}"')
    return same(runs.values(scenario), runs.values(random_scenarios.json.loads(text)))


def a_switch_that_acts_on_nothing_changes_nothing(runs, scenario):
    """Failover without a backup link."""
    changed = copy.deepcopy(scenario)
    changed["network"]["listed"].pop("backup_links", None)
    with_it, without_it = copy.deepcopy(changed), copy.deepcopy(changed)
    with_it["mitigations"]["failover"] = {}
    without_it["mitigations"]["failover"] = {"on": False}
    return same(runs.values(with_it), runs.values(without_it))


def the_order_of_nodes_changes_nothing_without_chance(runs, scenario):
    changed = copy.deepcopy(scenario)
    listed = changed["network"]["listed"]
    listed["nodes"] = dict(reversed(listed["nodes"].items()))
    return same(runs.values(scenario), runs.values(changed))


def more_crews_never_lose_more(runs, scenario):
    """A wave that bricks, with spares for all and nothing but crews: jobs start in one order, whoever does them."""
    lost = []
    for crews in (1, 200, 500, 1000):
        changed = copy.deepcopy(scenario)
        changed["mitigations"] = {"failover": {"on": False}}
        changed["threats"] = {name: threat for name, threat in changed["threats"].items() if "compulsion" in threat}
        changed["threats"] = dict(list(changed["threats"].items())[:1])
        for threat in changed["threats"].values():
            threat["compulsion"]["sabotage"] = {"activation_probability": 0.8, "bricking_probability": 1}
        changed["ordinary_restoration"].update(crews_per_thousand_nodes=crews, spares_share=1)
        lost.append(runs.values(changed)["lost_headline_user_hours"])
    for fewer, more in zip(lost, lost[1:]):
        if (more > fewer * (1 + 1e-12) + 1e-6).any():
            return f"more crews lose {(more - fewer).max()} user-hours more"


class InvariantsTest(unittest.TestCase):
    acted = 0

    def wrong(self, invariant, scenario):
        folder = tempfile.mkdtemp(prefix="hedgerow-invariants-")
        runs = Runs(folder)
        try:
            return invariant(runs, scenario)
        finally:
            self.acted += runs.acted
            shutil.rmtree(folder, ignore_errors=True)

    def fails(self, invariant, scenario):
        try:
            return bool(self.wrong(invariant, scenario))
        except (Refused, KeyError, ValueError, IndexError):
            return False

    def smallest(self, invariant, scenario):
        return random_scenarios.shrink(scenario, lambda smaller: self.fails(invariant, smaller))

    def check(self, invariant, is_fixed=False, share=1.0):
        for number in range(FIRST, FIRST + max(2, round(SCENARIOS * share))):
            scenario = random_scenarios.draw_scenario(number, is_fixed)
            wrong = self.wrong(invariant, scenario)
            if wrong:
                smaller = self.smallest(invariant, scenario)
                self.fail(f"{invariant.__name__}, scenario {number}: {wrong}\nthe smallest that fails:\n"
                          f"{random_scenarios.text(smaller)}")
        self.assertGreater(self.acted, 0, "no scenario has anything to act on")

    def test_served_users_are_between_none_and_all(self):
        self.check(served_users_are_between_none_and_all)

    def test_lost_user_hours_are_what_the_curve_leaves_out(self):
        self.check(lost_user_hours_are_what_the_curve_leaves_out)

    def test_without_mitigations_both_arms_are_one(self):
        self.check(without_mitigations_both_arms_are_one)

    def test_effectiveness_is_nothing_where_no_mitigation_acts(self):
        self.check(effectiveness_is_nothing_where_no_mitigation_acts)

    def test_effectiveness_is_one_where_nothing_is_left(self):
        self.check(effectiveness_is_one_where_nothing_is_left)

    def test_threads_shards_and_interruptions_change_no_byte(self):
        self.check(threads_shards_and_interruptions_change_no_byte, share=0.3)

    def test_the_order_of_cases_changes_only_the_order(self):
        self.check(the_order_of_cases_changes_only_the_order)

    def test_names_of_vendors_change_nothing(self):
        self.check(names_of_vendors_change_nothing)

    def test_a_switch_that_acts_on_nothing_changes_nothing(self):
        self.check(a_switch_that_acts_on_nothing_changes_nothing)

    def test_the_order_of_nodes_changes_nothing_without_chance(self):
        self.check(the_order_of_nodes_changes_nothing_without_chance, is_fixed=True)

    def test_more_crews_never_lose_more(self):
        self.check(more_crews_never_lose_more, share=0.5)

    def test_a_false_invariant_is_shrunk_to_a_handful_of_nodes(self):
        def nothing_is_ever_disabled(runs, scenario):
            disabled = runs.values(scenario)["nodes_disabled"].max()
            return f"{disabled} nodes are disabled" if disabled > 0 else None

        number = next(n for n in range(100) if self.fails(nothing_is_ever_disabled, random_scenarios.draw_scenario(n)))
        scenario = random_scenarios.draw_scenario(number)
        smaller = self.smallest(nothing_is_ever_disabled, scenario)
        self.assertTrue(self.fails(nothing_is_ever_disabled, smaller))
        self.assertLessEqual(len(smaller["network"]["listed"]["nodes"]), 6)
        self.assertEqual((len(smaller["threats"]), len(smaller["cases"]), len(smaller["services"]), smaller["replications"]),
                         (1, 1, 1, 1))


if __name__ == "__main__":
    unittest.main()

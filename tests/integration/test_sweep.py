"""A scenario run at many points: what the file holds, and that neither threads nor interruptions show in it."""
import re
import signal
import subprocess
import time
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, INTERRUPTED, IS_WHOLE, PROGRAM, TIMEOUT_SECONDS, FolderTest, digest, hedgerow

COMPLIANCE = "threats.campaign.compulsion.compliance_probability"
SCOPE = "mitigations.isolation.scope"
CABINETS = "assignment.mixes.line.cabinet.alpha"
GRID = f"""
sweep:
  grid:
    {COMPLIANCE}: [0.5, 0.9]
    {SCOPE}: [vendor, state]
  cases: [one, same]
  replications: 12
"""
LIST = f"""
sweep:
  list:
    - {{{CABINETS}: 0.2}}
    - {{{CABINETS}: 0.6, {COMPLIANCE}: 1}}
    - {{mitigations.testing.on: false}}
"""


class SweepTest(FolderTest):
    def add(self, text, name="swept.yaml"):
        path = self.folder / name
        path.write_text(self.scenario.read_text() + text)
        return path

    def sweep(self, text, *options, output="swept.h5"):
        path = self.folder / output
        result = hedgerow("run", "-q", "--no-assumption-checks", *options, "-o", path, self.add(text))
        self.assertEqual(result.returncode, DONE, result.stderr)
        return path


class Results(SweepTest):
    def test_a_grid_has_every_combination_the_last_path_varying_fastest(self):
        with xr.open_dataset(self.sweep(GRID, "-n", "20"), engine="h5netcdf") as r:
            lost = r.sweep_lost_headline_user_hours
            self.assertEqual(lost.dims, ("sweep_point", "sweep_case", "arm", "sweep_replication"))
            self.assertEqual(lost.shape, (4, 2, 2, 12))
            self.assertEqual(list(r.sweep_case.values), ["one", "same"])
            self.assertEqual(list(r.sweep_path.values), [COMPLIANCE, SCOPE])
            np.testing.assert_array_equal(r[f"sweep.{COMPLIANCE}"], [0.5, 0.5, 0.9, 0.9])
            self.assertEqual(list(r[f"sweep.{SCOPE}"].values), ["vendor", "state", "vendor", "state"])
            self.assertEqual(r[f"sweep.{COMPLIANCE}"].dims, ("sweep_point",))
            for name in ("peak_lost_share", "nodes_isolated", "time_to_discovery_hours", "events"):
                self.assertEqual(r[f"sweep_{name}"].dims, lost.dims, name)

    def test_a_point_is_the_scenario_run_with_its_settings(self):
        with xr.open_dataset(self.sweep(LIST, "-n", "15"), engine="h5netcdf") as r:
            self.assertEqual(r.sweep_lost_headline_user_hours.shape, (3, 4, 2, 15))
            settings = ([f"{CABINETS}=0.2"], [f"{CABINETS}=0.6", f"{COMPLIANCE}=1"], ["mitigations.testing.on=false"])
            for point, values in enumerate(settings):
                options = [option for value in values for option in ("--set", value)]
                path = self.run_small("alone.h5", "-n", "15", *options)
                with xr.open_dataset(path, engine="h5netcdf") as alone:
                    for name in ("lost_headline_user_hours", "peak_lost_share", "nodes_disabled", "spares_used"):
                        np.testing.assert_array_equal(r[f"sweep_{name}"][point],
                                                      alone[name].transpose("case", "arm", "replication"), name)
                    np.testing.assert_allclose(r.sweep_hhi_vendor[point], alone.hhi_vendor, rtol=1e-12)
                    np.testing.assert_allclose(r.sweep_hhi_state[point], alone.hhi_state, rtol=1e-12)
                    np.testing.assert_allclose(r.sweep_worst_state_share[point], alone.worst_state_share, rtol=1e-12)

    def test_paths_that_a_point_leaves_are_empty_or_not_a_number(self):
        with xr.open_dataset(self.sweep(LIST, "-n", "2"), engine="netcdf4") as r:
            np.testing.assert_array_equal(r[f"sweep.{CABINETS}"], [0.2, 0.6, np.nan])
            np.testing.assert_array_equal(r[f"sweep.{COMPLIANCE}"], [np.nan, 1, np.nan])
            self.assertEqual(list(r["sweep.mitigations.testing.on"].values), ["", "", "false"])

    def test_exposed_users_are_kept_where_a_threat_can_expose_them(self):
        listening = ("--set", "threats.campaign.compulsion.espionage={}")
        alone = self.run_small("alone.h5", "-n", "10", *listening, "--set", f"{COMPLIANCE}=0.9")
        with xr.open_dataset(self.sweep(GRID, "-n", "10", *listening), engine="h5netcdf") as r, \
                xr.open_dataset(alone, engine="h5netcdf") as a:
            expected = a.exposed_headline_user_hours.sel(case=["one", "same"]).transpose("case", "arm", "replication")
            self.assertGreater(float(expected.max()), 0)
            np.testing.assert_array_equal(r.sweep_exposed_headline_user_hours[2], expected)
        with xr.open_dataset(self.sweep(GRID, "-n", "2", output="deaf.h5"), engine="h5netcdf") as r:
            self.assertNotIn("sweep_exposed_headline_user_hours", r)

    def test_a_short_trial_is_short_at_every_point(self):
        with xr.open_dataset(self.sweep(GRID, "-n", "5"), engine="h5netcdf") as r:
            self.assertEqual(r.sizes["sweep_replication"], 5)

    def test_the_cases_themselves_are_as_without_the_sweep(self):
        alone = self.run_small("alone.h5", "-n", "20")
        with xr.open_dataset(self.sweep(GRID, "-n", "20"), engine="h5netcdf") as r, \
                xr.open_dataset(alone, engine="h5netcdf") as a:
            np.testing.assert_array_equal(r.lost_headline_user_hours, a.lost_headline_user_hours)

    def test_threads_do_not_show(self):
        expected = digest(self.sweep(LIST, "-n", "23", "-t", "1"))
        for threads in (2, 5):
            self.assertEqual(digest(self.sweep(LIST, "-n", "23", "-t", threads, output=f"{threads}.h5")), expected)


def numbers_of(line):
    return [float(word.replace(",", "").lstrip("<>")) for word in line.split() if word[-1].isdigit()]


class Printed(SweepTest):
    """What `hedgerow compare` says of a sweep, against numpy."""

    DETECTION = "mitigations.testing.detection_probability"

    @classmethod
    def setUpClass(cls):
        cls.owner = cls("test_rows_are_what_numpy_finds")
        cls.owner.make()
        cls.addClassCleanup(cls.owner.doCleanups)

    def make(self):
        super().setUp()
        grid = f"\nsweep:\n  grid:\n    {self.DETECTION}: [0, 0.4, 1]\n  cases: [same, none]\n"
        self.path = self.sweep(grid, "-n", "150")
        result = hedgerow("compare", self.path)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.text = result.stdout[result.stdout.index("Sweep: 3 points, 150 replications at each"):]
        self.flat = " ".join(self.text.split())

    def setUp(self):
        super().setUp()
        self.path, self.text, self.flat = self.owner.path, self.owner.text, self.owner.flat

    def rows(self, case):
        lines = self.text[self.text.index(f"Case {case},"):].splitlines()
        self.assertEqual(lines[1], self.DETECTION)
        return lines[3:6]

    def test_rows_are_what_numpy_finds(self):
        with xr.open_dataset(self.path, engine="h5netcdf") as r:
            lost = r.sweep_lost_headline_user_hours.sel(sweep_case="same")
            peak = r.sweep_peak_lost_share.sel(sweep_case="same", arm="mitigated")
            for point, line in enumerate(self.rows("same")):
                value, mean, cvar, effect, low, high, above, hhi_vendor, hhi_state, worst = numbers_of(line)
                with_, without = (lost.sel(arm=arm).values[point] for arm in ("mitigated", "unmitigated"))
                self.assertEqual(value, [0, 0.4, 1][point])
                self.assertAlmostEqual(mean, with_.mean() / 1e6, delta=mean * 6e-3)
                boundary = np.sort(with_)[int(np.ceil(150 * 0.95)) - 1]
                tail = boundary + np.maximum(with_ - boundary, 0).sum() / (150 * 0.05)
                self.assertAlmostEqual(cvar, tail / 1e6, delta=cvar * 6e-3)
                self.assertAlmostEqual(effect, 100 * (1 - with_.mean() / without.mean()), delta=0.051)
                self.assertTrue(low < effect < high, line)
                self.assertAlmostEqual(above, 100 * (peak.values[point] > 0.1).mean(), delta=0.051)
                self.assertAlmostEqual(hhi_vendor, float(r.sweep_hhi_vendor[point, 0]), delta=5.1e-4)
                self.assertAlmostEqual(hhi_state, float(r.sweep_hhi_state[point, 0]), delta=5.1e-4)
                kept = float(r.sweep_worst_state_share.sel(edges="with_backup")[point, 0])
                self.assertAlmostEqual(worst, 100 * (1 - kept), delta=0.051)

    def test_a_row_has_the_interval_of_the_scenario_run_there(self):
        alone = self.run_small("alone.h5", "-n", "150", "--set", f"{self.DETECTION}=0.4")
        text = hedgerow("compare", alone).stdout
        table = text[text.index("Effectiveness of the mitigations"):].splitlines()
        place = next(i for i, line in enumerate(table) if line.startswith(" same"))
        interval = table[place + 1].split("CI")[1].split()[:3]
        self.assertEqual(self.rows("same")[1].split()[4:7], interval)

    def test_a_case_that_loses_nothing_says_so(self):
        for line in self.rows("none"):
            self.assertRegex(line, r"^ \S+ +none +none +\? +<2.0 ")
        self.assertIn("In case none nothing is lost at any point", self.flat)

    def test_the_sentence_names_the_extremes_and_what_lies_between(self):
        with xr.open_dataset(self.path, engine="h5netcdf") as r:
            mean = r.sweep_lost_headline_user_hours.sel(sweep_case="same").mean("sweep_replication").values
        effect = 100 * (1 - mean[:, 0] / mean[:, 1])
        self.assertEqual(list(np.argsort(effect)), [0, 1, 2])
        found = re.search(rf"In case same the mitigations are most effective, ([\d.]+) % at {self.DETECTION} = 1, and least "
                          rf"effective, ([\d.]+) % at {self.DETECTION} = 0. Between them lie ([\d.]+) points, which are "
                          r"measurable \(95 % CI for all pairs of points together \+([\d.]+) to \+([\d.]+)\). "
                          rf"It rises at every step with {self.DETECTION}.", self.flat)
        self.assertIsNotNone(found, self.flat)
        most, least, between, low, high = map(float, found.groups())
        self.assertAlmostEqual(most, effect[2], delta=0.051)
        self.assertAlmostEqual(least, effect[0], delta=0.051)
        self.assertAlmostEqual(between, effect[2] - effect[0], delta=0.051)
        self.assertTrue(low < between < high)

    def test_lines_fit_eighty_columns(self):
        with_points = hedgerow("compare", self.sweep(GRID, "-n", "12", output="grid.h5")).stdout
        self.assertIn(f"{COMPLIANCE} = 0.5, {SCOPE} = vendor", " ".join(with_points.split()))
        for line in (self.text + with_points).splitlines():
            self.assertLessEqual(len(line), 80, line)


class Interrupted(SweepTest):
    """A run that was interrupted in the middle of its sweep."""

    def setUp(self):
        super().setUp()
        self.swept = self.add(GRID.replace("replications: 12", "replications: 120"))
        self.output = self.folder / "out.h5"
        self.parts = self.folder / "out.h5.parts" / "sweep"
        process = subprocess.Popen([PROGRAM, *self.arguments()], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                   text=True)
        end = time.monotonic() + TIMEOUT_SECONDS
        while len(list(self.parts.glob("batch-*.h5"))) < 3 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
        self.assertEqual(process.returncode, INTERRUPTED)

    def arguments(self, *options, replications=120, output=None):
        return ["run", "-q", "--no-assumption-checks", "-n", str(replications), "-t", "2", *options,
                "-o", str(output or self.output), str(self.swept)]

    def test_it_goes_on_to_the_same_bytes(self):
        self.assertFalse(self.output.exists())
        kept = {path: path.stat().st_mtime_ns for path in self.parts.glob("batch-*.h5")}
        self.assertGreaterEqual(len(kept), 3)
        resumed = hedgerow(*self.arguments("--resume"))
        self.assertEqual(resumed.returncode, DONE, resumed.stderr)
        alone = self.folder / "alone.h5"
        self.assertEqual(hedgerow(*self.arguments(output=alone)).returncode, DONE)
        self.assertEqual(digest(self.output), digest(alone))
        self.assertFalse(self.parts.parent.exists())

    def test_its_parts_do_not_fit_a_sweep_of_another_size(self):
        result = hedgerow(*self.arguments("--resume", replications=119))
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertIn("out.h5.parts/sweep", result.stderr)


# what it is, the sweep, line below its first, words of the message
FAULTS = [
    ("neither grid nor list", "sweep: {replications: 3}", 0, "grid"),
    ("both", "sweep:\n  grid: {horizon_hours: [100]}\n  list: [{horizon_hours: 100}]", 0, "give one of"),
    ("an unknown key", "sweep:\n  gird: {horizon_hours: [100]}", 1, "did you mean `grid`"),
    ("no values", "sweep:\n  grid:\n    horizon_hours: []", 2, "at least one value"),
    ("a value in place of a list", "sweep:\n  grid:\n    horizon_hours: 100", 2, "list"),
    ("a missing value", "sweep:\n  grid:\n    horizon_hours: [100, ]\n    time_cells: [~]", 3, "missing"),
    ("a mapping as a value", "sweep:\n  grid:\n    horizon_hours:\n      - {a: 3}", 3, ""),
    ("no point", "sweep:\n  list: []", 1, "at least one point"),
    ("an empty point", "sweep:\n  list:\n    - {horizon_hours: 100}\n    - {}", 3, "at least one path"),
    ("a number as a point", "sweep:\n  list:\n    - 4", 2, "keys and values"),
    ("an unknown case", "sweep:\n  cases: [on]\n  grid: {horizon_hours: [100]}", 1, "did you mean `one`"),
    ("no replications", "sweep:\n  replications: 0\n  grid: {horizon_hours: [100]}", 1, "0"),
    ("the seed", "sweep:\n  grid:\n    horizon_hours: [100]\n    seed: [1, 2]", 3, "same at all points"),
    ("a misspelt key", f"sweep:\n  grid:\n    {COMPLIANCE}x: [0.5]", 2, "did you mean `compliance_probability`"),
    ("nothing at the path", "sweep:\n  grid:\n    threats.campain.compulsion.order_hours: [1]", 2, "nothing at this path"),
    ("a value out of bounds", f"sweep:\n  grid:\n    {COMPLIANCE}:\n      - 0.5\n      - 1.5", 4, "1.5"),
    ("an unknown word", f"sweep:\n  grid:\n    {SCOPE}: [vendor,\n      stat]", 3, "did you mean `state`"),
    ("shares above one", "sweep:\n  grid:\n    assignment.mixes.blue.ran_site.alpha: [0.3,\n      0.8]", 3, "0.8"),
    ("more than there is", "sweep:\n  list:\n    - {horizon_hours: 100}\n    - {cases.same.changes.0.share: 0.95}", 3,
     "share"),
    ("a new case", "sweep:\n  grid:\n    cases.more.base: [one]", 2, ""),
]


SOME_FAULTS = ("no values", "a misspelt key", "more than there is")


class BadSweeps(SweepTest):
    def test_every_mistake_is_told_at_its_line_before_any_work(self):
        first = len(self.scenario.read_text().splitlines()) + 1
        for what, text, line, words in FAULTS:
            path = self.add(text + "\n", "bad.yaml")
            commands = [["check"]] if IS_WHOLE or what in SOME_FAULTS else []
            if what in SOME_FAULTS:  # what stops a check stops a run
                commands.append(["run", "-q", "-o", self.folder / "bad.h5"])
            for command in commands:
                result = hedgerow(*command, path)
                self.assertEqual(result.returncode, BAD_INPUT, f"{what}: {result.stdout}{result.stderr}")
                self.assertIn(f"bad.yaml:{first + line}:", result.stderr, what)
                self.assertIn(words, result.stderr, what)
            self.assertEqual(self.files(), ["bad.yaml"], what)


if __name__ == "__main__":
    unittest.main()

"""hedgerow compare: every printed estimate is computed again from the file, with numpy, as analysis/README.md says."""
import math
import re
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, FolderTest, hedgerow

UNIT = 1e6  # the small scenario's losses are printed in millions
ALPHA = 0.95


def cvar(sample):
    """Mean of the worst twentieth; the boundary sample counts with the weight that makes the share exact."""
    ordered = np.sort(sample)
    n = len(ordered)
    boundary = ordered[math.ceil(n * ALPHA - 1e-9) - 1]
    return boundary + np.maximum(sample - boundary, 0).sum() / (n * (1 - ALPHA))


def agrees(printed, value):
    """Whether a printed number is the value to its last printed digit."""
    text = printed.replace(",", "").lstrip("+")
    decimals = len(text.split(".")[1]) if "." in text else 0
    return abs(float(text) - value) <= 0.5 * 10.0 ** -decimals * (1 + 1e-9)


class Compare(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.owner = FolderTest()
        cls.owner.setUp()
        cls.addClassCleanup(cls.owner.doCleanups)
        cls.path = cls.owner.folder / "small.h5"
        run = hedgerow("run", "-q", "-n", "200", "-o", cls.path, cls.owner.scenario)
        assert run.returncode == DONE, run.stderr
        compare = hedgerow("compare", cls.path)
        assert compare.returncode == DONE, compare.stderr
        cls.text = compare.stdout
        cls.flat = " ".join(compare.stdout.split())
        cls.result = xr.open_dataset(cls.path, engine="h5netcdf")
        cls.addClassCleanup(cls.result.close)
        cls.lost = cls.result.lost_headline_user_hours

    def rows(self, title, label="    95 % CI"):
        """{case: (cells of its line, intervals of the next)} of the table with this title."""
        lines = self.text[self.text.index(title):].split("\n\n")[0].splitlines()
        found = {}
        for above, below in zip(lines, lines[1:]):
            if below.startswith(label):
                name, rest = above.split(None, 1)
                found[name] = (re.split(r"\s{2,}", rest.strip()), re.split(r"\s{2,}", below[len(label):].strip()))
        return found

    def sample(self, case, arm):
        return self.lost.sel(case=case, arm=arm).values

    def check(self, printed, value, what):
        self.assertTrue(agrees(printed, value), f"{what}: printed {printed}, computed {value!r}")

    def test_means_and_tails_of_both_arms(self):
        for title, arm in (("Lost with the mitigations", "mitigated"), ("Lost without the mitigations", "unmitigated")):
            rows = self.rows(title)
            self.assertEqual(list(rows), ["one", "same", "other", "none"])
            for case in ("one", "same", "other"):
                cells = rows[case][0]
                self.check(cells[0], self.sample(case, arm).mean() / UNIT, f"mean of {case}, {arm}")
                self.check(cells[1], cvar(self.sample(case, arm)) / UNIT, f"CVaR of {case}, {arm}")
            self.assertEqual(rows["none"][0][:2], ["none seen", "none seen"])

    def test_exceedance_is_the_share_of_replications(self):
        peak = self.result.peak_lost_share
        for title, arm in (("Lost with the mitigations", "mitigated"), ("Lost without the mitigations", "unmitigated")):
            for case, (cells, intervals) in self.rows(title).items():
                for column, threshold in ((2, 0.1), (3, 0.5)):
                    share = float((peak.sel(case=case, arm=arm) > threshold).mean())
                    if share in (0.0, 1.0):  # a bound, never a bare zero: 1 - 0.05^(1/200)
                        bound = 100 * (1 - 0.05 ** (1 / 200))
                        self.check(cells[column][2:-2], bound if share == 0 else 100 - bound, case)
                        self.assertEqual(intervals[column], f"{int(200 * share)} of 200")
                    else:
                        self.check(cells[column][:-2], 100 * share, f"exceedance of {threshold} in {case}, {arm}")

    def test_effectiveness_of_mean_and_tail(self):
        rows = self.rows("Effectiveness of the mitigations")
        for case in ("one", "same", "other"):
            cells = rows[case][0]
            with_, without = self.sample(case, "mitigated"), self.sample(case, "unmitigated")
            self.check(cells[0][:-2], 100 * (1 - with_.mean() / without.mean()), f"effectiveness in {case}")
            self.check(cells[1][:-2], 100 * (1 - cvar(with_) / cvar(without)), f"tail effectiveness in {case}")
            self.check(cells[2], float(self.result.hhi_vendor.sel(case=case)), f"HHI by vendor in {case}")
            self.check(cells[3], float(self.result.hhi_state.sel(case=case)), f"HHI by state in {case}")

    def test_the_worst_single_vendor_and_state_stand_beside_the_means(self):
        rows = self.rows("Headline users who keep service", "    without")
        self.assertEqual(list(rows), ["one", "same", "other", "none"])
        users = self.result.users.sum("operator").sel(service=["mobile_data", "fixed_broadband"])
        for case, (cells, names) in rows.items():
            self.assertEqual(names[2], "AA")
            for column, kind in enumerate(("vendor", "state", "state")):
                for edges, printed in zip(("primary", "with_backup"), cells[column].rstrip(" %").split(" / ")):
                    share = self.result[f"avoidable_share_{kind}"].sel(case=case, edges=edges, service=users.service)
                    kept = (share * users).sum("service") / users.sum()
                    worst = "AA" if column == 2 else str(kept[kind].values[int(np.argmin(kept.values))])
                    self.check(printed, 100 * float(kept.sel({kind: worst})), f"{kind}, {edges} in {case}")
                    self.assertIn(worst, names[column].split(" / "))

    def test_differences_are_paired_with_the_baseline(self):
        rows = self.rows("Differences from one")
        self.assertEqual(list(rows), ["same", "other", "none"])
        base = {arm: self.sample("one", arm) for arm in ("mitigated", "unmitigated")}
        for case in ("same", "other"):
            cells = rows[case][0]
            with_, without = self.sample(case, "mitigated"), self.sample(case, "unmitigated")
            self.check(cells[0], (with_ - base["mitigated"]).mean() / UNIT, case)
            self.check(cells[1], (cvar(with_) - cvar(base["mitigated"])) / UNIT, case)
            self.check(cells[2], (without - base["unmitigated"]).mean() / UNIT, case)
            change = base["mitigated"].mean() / base["unmitigated"].mean() - with_.mean() / without.mean()
            self.check(cells[3], 100 * change, case)

    def test_intervals_enclose_their_estimates(self):
        for title in ("Lost with the mitigations", "Lost without the mitigations", "Effectiveness of the mitigations"):
            for case, (cells, intervals) in self.rows(title).items():
                for cell, interval in zip(cells, intervals):
                    ends = re.fullmatch(r"([-\d.,]+) to ([-\d.,]+)", interval)
                    if ends:
                        low, high = (float(end.replace(",", "")) for end in ends.groups())
                        value = float(cell.replace(",", "").rstrip(" %"))
                        self.assertTrue(low <= value <= high, f"{title} {case}: {cell} not in {interval}")

    def test_the_interval_of_effectiveness_is_that_of_the_bootstrap(self):
        # an independent method: percentile bootstrap of the paired replications, seed fixed
        with_, without = self.sample("same", "mitigated"), self.sample("same", "unmitigated")
        generator = np.random.default_rng(1)
        rows = generator.integers(0, len(with_), (4000, len(with_)))
        low, high = np.percentile(100 * (1 - with_[rows].mean(1) / without[rows].mean(1)), [2.5, 97.5])
        interval = self.rows("Effectiveness of the mitigations")["same"][1][0]
        printed = [float(end) for end in re.fullmatch(r"([\d.]+) to ([\d.]+)", interval).groups()]
        width = high - low
        self.assertLess(abs(printed[0] - low), 0.35 * width)
        self.assertLess(abs(printed[1] - high), 0.35 * width)

    def test_the_sentence_agrees_with_the_numbers(self):
        answer = self.flat[self.flat.index("Answer:"):]
        effect = {case: 1 - self.sample(case, "mitigated").mean() / self.sample(case, "unmitigated").mean()
                  for case in ("one", "same", "other")}
        found = re.search(r"Adding a second vendor of the same state \(AA\) (reduces|raises|does not measurably change) "
                          r"the effectiveness of the mitigations \(?(?:from )?([\d.]+) % (?:to|before,) ([\d.]+) %", answer)
        self.assertIsNotNone(found, answer)
        self.check(found.group(2), 100 * effect["one"], "effectiveness before")
        self.check(found.group(3), 100 * effect["same"], "effectiveness after")
        row = self.rows("Differences from one")["same"]
        low, high = (float(end) for end in re.fullmatch(r"([-+\d.]+) to ([-+\d.]+)", row[1][3]).groups())
        expected = "reduces" if high < 0 else "raises" if low > 0 else "does not measurably change"
        self.assertEqual(found.group(1), expected)
        contrast = re.search(r"scenario itself ([-+\d.]+) points", answer)
        if contrast:
            self.check(contrast.group(1), 100 * (effect["other"] - effect["same"]), "contrast")

    def test_the_sentence_says_that_nothing_is_lost_without_the_state(self):
        self.assertIn("With no vendor of that state at all, nothing is lost in any replication, with or without", self.flat)

    def test_assumptions_that_would_turn_it_are_looked_for(self):
        self.assertIn("It would turn if:", self.flat)
        self.assertIn("Each of the 2 assumptions was moved alone, to the ends of its declared range, in 20 replications",
                      self.flat)

    def test_no_line_is_longer_than_a_terminal(self):
        self.assertLessEqual(max(map(len, self.text.splitlines())), 80)

    def test_another_baseline_turns_the_differences_round(self):
        other = hedgerow("compare", self.path, "--baseline", "same")
        self.assertEqual(other.returncode, DONE, other.stderr)
        self.assertIn("Differences from same", other.stdout)
        change = (self.sample("one", "mitigated") - self.sample("same", "mitigated")).mean() / UNIT
        line = other.stdout[other.stdout.index("Differences from same"):].splitlines()[2]
        self.check(line.split()[1], change, "mean of one minus mean of same")

    def test_an_unknown_baseline_is_refused_with_the_cases(self):
        result = hedgerow("compare", self.path, "--baseline", "smae")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("same", result.stderr)

    def test_files_that_are_no_results_are_refused(self):
        folder = self.owner.folder
        (folder / "text.h5").write_text("no result")
        (folder / "short.h5").write_bytes(self.path.read_bytes()[:5000])
        for name in ("text.h5", "short.h5", "absent.h5", "."):
            result = hedgerow("compare", folder / name)
            self.assertEqual(result.returncode, BAD_INPUT, name)
            self.assertIn(name if name != "." else str(folder), result.stderr)
            self.assertEqual(result.stdout, "")


if __name__ == "__main__":
    unittest.main()

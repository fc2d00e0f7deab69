"""hedgerow attribute: Shapley values from the runs with every subset, against numpy."""
import math
import re
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, FolderTest, digest, hedgerow

UNDER_TEST = ["testing", "monitoring", "isolation", "restoration"]  # in the order of the program's table


class AttributionTest(FolderTest):
    def run_attribution(self, *options, settings="cases: [same, none]", under_test=UNDER_TEST, output="out.h5"):
        path = self.folder / "attributed.yaml"
        path.write_text(self.scenario.read_text() + f"under_test: [{', '.join(under_test)}]\n"
                        f"attribution: {{{settings}}}\n")
        result = hedgerow("run", "-q", "--no-assumption-checks", "-n", "40", *options, "-o", self.folder / output, path)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return self.folder / output

    def printed(self, path):
        result = hedgerow("attribute", path)
        self.assertEqual(result.returncode, DONE, result.stderr)
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)
        return result.stdout

    def rows(self, text):
        """Shares, alone and last, by mitigation, and their intervals."""
        lines = text.splitlines()
        found = {}
        for i, line in enumerate(lines):
            words = line.split()
            if len(words) == 4 and lines[i + 1].startswith("    95 % CI"):
                ends = [float(end) for end in re.findall(r"[-+]?[\d.]+", lines[i + 1].split("CI")[1])]
                found[words[0]] = ([float(word) for word in words[1:]], ends)
        return found


class Attribution(AttributionTest):
    def test_every_subset_is_the_scenario_with_those_mitigations(self):
        path = self.run_attribution(settings="cases: [same], replications: 25")
        with xr.open_dataset(path, engine="h5netcdf") as r:
            lost = r.attribution_lost_headline_user_hours
            self.assertEqual(lost.dims, ("attribution_case", "subset", "attribution_replication"))
            self.assertEqual(lost.shape, (1, 16, 25))
            self.assertEqual(list(r.mitigation.values), UNDER_TEST)
            np.testing.assert_array_equal(r.subset_has_mitigation,
                                          [[subset >> m & 1 for m in range(4)] for subset in range(16)])
            self.assertEqual(r.subset.values[0], "none")
            self.assertEqual(r.subset.values[5], "testing+isolation")
            main = r.lost_headline_user_hours.sel(case="same")[:25]
            np.testing.assert_array_equal(lost[0, 15], main.sel(arm="mitigated"))
            np.testing.assert_array_equal(lost[0, 0], main.sel(arm="unmitigated"))
            off = [option for name in ("monitoring", "restoration") for option in ("--set", f"mitigations.{name}.on=false")]
            alone = self.run_small("alone.h5", "-n", "25", *off)
            with xr.open_dataset(alone, engine="h5netcdf") as a:
                np.testing.assert_array_equal(lost[0, 5], a.lost_headline_user_hours.sel(case="same", arm="mitigated"))

    def test_shares_alone_and_last_are_what_numpy_finds_and_add_up(self):
        path = self.run_attribution()
        text = self.printed(path)
        with xr.open_dataset(path, engine="h5netcdf") as r:
            risk = r.attribution_lost_headline_user_hours.sel(attribution_case="same").mean("attribution_replication").values
        worth = 100 * (1 - risk / risk[0])
        rows = self.rows(text)
        self.assertEqual(list(rows), UNDER_TEST)
        total = 0
        for m, name in enumerate(UNDER_TEST):
            share = 0
            for subset in range(16):
                if not subset >> m & 1:
                    size = bin(subset).count("1")
                    weight = math.factorial(size) * math.factorial(3 - size) / math.factorial(4)
                    share += weight * (worth[subset | 1 << m] - worth[subset])
            total += share
            values, ends = rows[name]
            for value, expected in zip(values, (share, worth[1 << m], worth[15] - worth[15 ^ 1 << m])):
                self.assertAlmostEqual(value, expected, delta=0.051, msg=name)
            self.assertEqual(len(ends), 6)
            for value, low, high in zip(values, ends[::2], ends[1::2]):
                self.assertTrue(low <= value <= high, name)
        self.assertAlmostEqual(total, worth[15], delta=1e-9)
        self.assertAlmostEqual(float(re.search(r"^ all +\+([\d.]+)$", text, re.MULTILINE).group(1)), worth[15], delta=0.051)
        self.assertAlmostEqual(float(re.search(r"Case same: effectiveness ([\d.]+) %", text).group(1)), worth[15], delta=0.051)
        most = max(rows, key=lambda name: rows[name][0][0])
        self.assertIn(f"{most} does most", text)

    def test_a_mitigation_that_acts_on_nothing_gets_exactly_nothing(self):
        path = self.run_attribution("--set", "mitigations.testing.detection_probability=0",
                                    "--set", "mitigations.testing.evaluation_hours={constant: 0}",
                                    settings="cases: [same]", under_test=["testing", "restoration"])
        with xr.open_dataset(path, engine="h5netcdf") as r:
            lost = r.attribution_lost_headline_user_hours.values[0]
        np.testing.assert_array_equal(lost[0], lost[1])
        np.testing.assert_array_equal(lost[2], lost[3])
        text = self.printed(path)
        self.assertEqual(self.rows(text)["testing"], ([0, 0, 0], [0, 0, 0, 0, 0, 0]))
        self.assertIn("1 of 2 make no difference in any replication", " ".join(text.split()))

    def test_a_case_that_loses_nothing_has_nothing_to_attribute(self):
        text = " ".join(self.printed(self.run_attribution("-n", "5")).split())
        self.assertIn("Case none: nothing is lost without the mitigations", text)

    def test_the_case_of_the_claim_stands_for_none_that_is_named(self):
        path = self.run_attribution("-n", "3", settings="replications: 2", under_test=["testing"])
        with xr.open_dataset(path, engine="netcdf4") as r:
            self.assertEqual(list(r.attribution_case.values), ["one"])
            self.assertEqual(r.sizes["attribution_replication"], 2)

    def test_threads_do_not_show(self):
        one = digest(self.run_attribution("-t", "1"))
        self.assertEqual(digest(self.run_attribution("-t", "3", output="three.h5")), one)


class Mistakes(AttributionTest):
    def test_mistakes_are_told_at_their_line(self):
        text = self.scenario.read_text()
        line = len(text.splitlines()) + 1
        path = self.folder / "bad.yaml"
        for what, tail, below, words in (
            ("an unknown case", "attribution: {cases: [sane]}\n", 0, "did you mean `same`"),
            ("one replication", "attribution: {replications: 1}\n", 0, "1"),
            ("an unknown key", "attribution: {case: same}\n", 0, "did you mean `cases`"),
            ("nothing under test", "under_test: []\nattribution: {cases: [one]}\n", 1, "nothing to attribute"),
        ):
            path.write_text(text + tail)
            result = hedgerow("check", path)
            self.assertEqual(result.returncode, BAD_INPUT, what)
            self.assertIn(f"bad.yaml:{line + below}:", result.stderr, what)
            self.assertIn(words, result.stderr, what)

    def test_files_without_an_attribution_are_refused_with_what_to_do(self):
        path = self.run_small("plain.h5", "-n", "2")
        result = hedgerow("attribute", path)
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("give its scenario the key `attribution`", result.stderr)
        result = hedgerow("attribute", self.scenario)
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("small.yaml", result.stderr)
        self.assertEqual(result.stdout, "")


if __name__ == "__main__":
    unittest.main()

"""hedgerow sensitivity: what it prints of a design, against numpy, and what it refuses."""
import re
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, FolderTest, digest, hedgerow

SHARE = "assignment.mixes.line.cabinet.alpha"
COMPLIANCE = "threats.campaign.compulsion.compliance_probability"
BOUNDS = {SHARE: (0.2, 0.6), COMPLIANCE: (0.5, 1.0)}


class SensitivityTest(FolderTest):
    def run_design(self, settings, *options, output="design.h5"):
        path = self.folder / "design.yaml"
        path.write_text(self.scenario.read_text() + f"sensitivity: {{{settings}}}\n")
        result = hedgerow("run", "-q", "--no-assumption-checks", "-n", "30", *options, "-o", self.folder / output, path)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return self.folder / output

    def printed(self, path, *options):
        result = hedgerow("sensitivity", path, *options)
        self.assertEqual(result.returncode, DONE, result.stderr)
        for line in result.stdout.splitlines():
            self.assertLessEqual(len(line), 80, line)
        return result.stdout

    def row(self, text, name):
        """Numbers of an assumption: each value followed by the ends of its interval where it has one."""
        lines = text.splitlines()
        place = next(i for i, line in enumerate(lines) if line.strip().startswith(name))
        words = lines[place + 1].replace(",", "").split()
        return [float(word) for word in words if word != "to"]

    def of_paths(self, r):
        return {path: r[f"sensitivity.{path}"].values for path in (SHARE, COMPLIANCE)}


def without_noise(p, q):
    """Mean of p(r) q(s) over different replications, along the last axis."""
    n = p.shape[-1]
    together = ((p - p.mean(-1, keepdims=True)) * (q - q.mean(-1, keepdims=True))).sum(-1)
    return p.mean(-1) * q.mean(-1) - together / (n * (n - 1))


class Sobol(SensitivityTest):
    def test_indices_are_what_numpy_finds(self):
        path = self.run_design("method: sobol, base_points: 32, replications: 30, of: lost")
        text = self.printed(path)
        with xr.open_dataset(path, engine="h5netcdf") as r:
            lost = r.sensitivity_lost_headline_user_hours.sel(arm="mitigated", sensitivity_case="one").values
            order = list(r.sensitivity_path.values)
        y = lost.reshape(32, 4, 30)
        y = y - y[:, :2].mean((0, 1))
        a, b = y[:, 0], y[:, 1]
        variance = (without_noise(a, a) + without_noise(b, b)).mean() / 2
        for i, name in enumerate(order):
            change = y[:, 2 + i] - a
            first = without_noise(b, change).mean() / variance
            total = without_noise(change, change).mean() / 2 / variance
            values = self.row(text, name)
            self.assertAlmostEqual(values[0], total, delta=0.00501)
            self.assertAlmostEqual(values[3], first, delta=0.00501)
            self.assertTrue(values[1] <= values[0] <= values[2] and values[4] <= values[3] <= values[5])
        flat = " ".join(text.split())
        mean = float(re.search(r"the output has mean ([\d.]+) million user-hours", flat).group(1))
        self.assertAlmostEqual(mean, lost.reshape(32, 4, 30)[:, :2].mean() / 1e6, delta=mean * 6e-3)
        first, second = sorted(order, key=text.index)
        self.assertGreater(self.row(text, first)[0], self.row(text, second)[0])

    def test_points_lie_in_the_ranges_and_mix_two_of_their_block(self):
        with xr.open_dataset(self.run_design("method: sobol, base_points: 8, replications: 2"),
                             engine="h5netcdf") as r:
            order = list(r.sensitivity_path.values)
            for path, values in self.of_paths(r).items():
                low, high = BOUNDS[path]
                self.assertTrue(((values >= low) & (values <= high)).all(), path)
                blocks = values.reshape(8, 4)
                for i in range(2):
                    np.testing.assert_array_equal(blocks[:, 2 + i], blocks[:, 1 if order[i] == path else 0])

    def test_every_block_has_replications_of_its_own(self):
        self.scenario.write_text(self.scenario.read_text().replace(
            "discovery_rate_per_hour: 0.00001", "discovery_rate_per_hour: {value: 1e-5, range: [1e-6, 1e-4], assumption: true}"))
        path = self.run_design("method: sobol, base_points: 4, replications: 7, case: same, paths: [mitigations.monitoring.discovery_rate_per_hour]")
        with xr.open_dataset(path, engine="h5netcdf") as r:
            without = r.sensitivity_lost_headline_user_hours.sel(arm="unmitigated", sensitivity_case="same").values.reshape(4, 3, 7)
            main = r.lost_headline_user_hours.sel(arm="unmitigated", case="same").values
        for block in range(4):  # nobody monitors without mitigations, so nothing there changes along the design
            for row in range(3):
                np.testing.assert_array_equal(without[block, row], main[7 * block:7 * block + 7])
        self.assertGreater(len(set(main[:28])), 20)

    def test_a_design_of_paths_leaves_the_others_alone(self):
        with xr.open_dataset(self.run_design(f"method: sobol, base_points: 4, replications: 2, paths: [{SHARE}]"),
                             engine="h5netcdf") as r:
            self.assertEqual(list(r.sensitivity_path.values), [SHARE])
            self.assertEqual(r.sizes["sensitivity_point"], 12)


class Morris(SensitivityTest):
    def effects(self, r, outputs):
        for path, values in self.of_paths(r).items():
            low, high = BOUNDS[path]
            place = 1 + list(r.sensitivity_path.values).index(path)
            share = values.reshape(-1, 3)
            out = outputs.reshape(-1, 3)
            yield path, (out[:, place] - out[:, 0]) * (high - low) / (share[:, place] - share[:, 0])

    def test_effects_of_the_loss_are_what_numpy_finds(self):
        path = self.run_design("method: morris, base_points: 16, replications: 30, of: lost, case: same")
        text = self.printed(path)
        with xr.open_dataset(path, engine="h5netcdf") as r:
            lost = r.sensitivity_lost_headline_user_hours.sel(arm="mitigated", sensitivity_case="same").values
            for name, effects in self.effects(r, lost.mean(-1) / 1e6):
                values = self.row(text, name)
                self.assertAlmostEqual(values[0], np.abs(effects).mean(), delta=6e-3 * abs(values[0]) + 6e-4)
                self.assertAlmostEqual(values[3], effects.mean(), delta=6e-3 * abs(values[3]) + 6e-4)

    def test_effects_of_the_contrast_are_those_of_effectiveness(self):
        path = self.run_design("method: morris, base_points: 8, replications: 30, of: contrast")
        text = self.printed(path)
        self.assertIn("effectiveness in case other less that in case same", " ".join(text.split()))
        with xr.open_dataset(path, engine="h5netcdf") as r:
            mean = r.sensitivity_lost_headline_user_hours.mean("sensitivity_replication")
            effectiveness = 1 - mean.sel(arm="mitigated") / mean.sel(arm="unmitigated")
            contrast = (effectiveness.sel(sensitivity_case="other") - effectiveness.sel(sensitivity_case="same")).values
            for name, effects in self.effects(r, 100 * contrast):
                # pseudo-values of a ratio: nearly its value
                self.assertAlmostEqual(self.row(text, name)[3], effects.mean(), delta=0.06 + 0.03 * abs(effects.mean()))

    def test_from_a_design_of_the_contrast_come_the_difference_the_growth_and_the_ratio(self):
        path = self.run_design("method: morris, base_points: 8, replications: 30, of: contrast")
        with xr.open_dataset(path, engine="h5netcdf") as r:
            mean = r.sensitivity_lost_headline_user_hours.mean("sensitivity_replication")
            left = np.log(mean.sel(arm="mitigated") / mean.sel(arm="unmitigated"))
            lost = mean.sel(arm="mitigated") / 1e6
            for of, outputs in (("difference", lost), ("growth", np.log(lost)), ("ratio", left)):
                text = self.printed(path, "--of", of)
                by_case = outputs.sel(sensitivity_case="same") - outputs.sel(sensitivity_case="other")
                for name, effects in self.effects(r, by_case.values):
                    row = self.row(text, name)
                    with self.subTest(of=of, path=name):
                        self.assertAlmostEqual(row[0], np.abs(effects).mean(), delta=6e-3 * abs(row[0]) + 6e-4)
                        self.assertAlmostEqual(row[3], effects.mean(), delta=6e-3 * abs(row[3]) + 6e-4)
        self.assertEqual(self.printed(path, "--of", "contrast"), self.printed(path))
        figures = hedgerow("sensitivity", path, "--of", "difference", "--format", "csv").stdout.splitlines()
        self.assertTrue(all(",user-hours," in line for line in figures[1:]), figures[1])

    def test_an_output_that_the_design_does_not_have_is_refused(self):
        path = self.run_design("method: morris, base_points: 2, replications: 3, of: lost")
        result = hedgerow("sensitivity", path, "--of", "ratio")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("its design is of `lost`, from which `ratio` cannot be told", result.stderr)
        result = hedgerow("sensitivity", path, "--of", "ration")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("--of takes", result.stderr)


class Design(SensitivityTest):
    def test_threads_do_not_show(self):
        settings = "method: morris, base_points: 4, replications: 13"
        one = digest(self.run_design(settings, "-t", "1"))
        self.assertEqual(digest(self.run_design(settings, "-t", "3", output="three.h5")), one)

    def test_another_seed_is_another_design(self):
        settings = "method: morris, base_points: 4, replications: 2"
        with xr.open_dataset(self.run_design(settings), engine="h5netcdf") as a, \
                xr.open_dataset(self.run_design(settings, "--seed", "8", output="b.h5"), engine="h5netcdf") as b:
            self.assertFalse(np.array_equal(a[f"sensitivity.{SHARE}"], b[f"sensitivity.{SHARE}"]))

    def test_mistakes_are_told_at_their_line(self):
        line = len(self.scenario.read_text().splitlines()) + 1
        faults = [
            ("method: sobl, base_points: 4, replications: 2", "did you mean `sobol`"),
            ("base_points: 4, replications: 2", "method"),
            ("method: sobol, base_points: 1, replications: 2", "1"),
            ("method: sobol, base_points: 4, replications: 2, of: losses", "did you mean `lost`"),
            ("method: sobol, base_points: 4, replications: 2, case: on", "did you mean `one`"),
            ("method: sobol, base_points: 4, replications: 2, of: contrast, case: one", "case"),
            (f"method: sobol, base_points: 4, replications: 2, paths: [{SHARE}x]", f"did you mean `{SHARE}`"),
            (f"method: sobol, base_points: 4, replications: 2, paths: [{SHARE}, {SHARE}]", "twice"),
            ("method: sobol, base_points: 4, replications: 2, paths: []", "at least one"),
            ("method: sobol, base_points: 100000, replications: 2", "at most"),
        ]
        path = self.folder / "bad.yaml"
        for settings, words in faults:
            path.write_text(self.scenario.read_text() + f"sensitivity: {{{settings}}}\n")
            result = hedgerow("check", path)
            self.assertEqual(result.returncode, BAD_INPUT, settings)
            self.assertIn(f"bad.yaml:{line}:", result.stderr, settings)
            self.assertIn(words, result.stderr, settings)

    def test_a_result_without_a_design_is_refused_with_what_to_do(self):
        path = self.run_small("plain.h5", "-n", "2")
        result = hedgerow("sensitivity", path)
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("plain.h5", result.stderr)
        self.assertIn("sensitivity", result.stderr)


if __name__ == "__main__":
    unittest.main()

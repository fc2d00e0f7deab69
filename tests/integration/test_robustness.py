"""hedgerow.robustness: figures of assumptions, independent points and corners of a small scenario, against numpy."""
import sys
import unittest

import numpy as np
import pandas as pd
import xarray as xr

from support import DONE, IS_WHOLE, SOURCE, FolderTest, hedgerow

sys.path.insert(0, str(SOURCE / "analysis"))
import hedgerow as package  # noqa: E402
from hedgerow import robustness  # noqa: E402

SHARE = "cases.same.changes.0.share"
BLOCKS = 4


def setUpModule():
    if not IS_WHOLE:
        raise unittest.SkipTest("Python's own code: sanitizers of the program have nothing to find there")


class Robustness(FolderTest):
    def run_with(self, name, rest):
        path = self.folder / f"{name}.yaml"
        path.write_text(self.scenario.read_text() + rest)
        result = hedgerow("run", "-q", "--no-assumption-checks", "-n", "20", "-o", self.folder / f"{name}.h5", path)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return self.folder / f"{name}.h5"

    def design(self):
        return self.run_with("design", "sensitivity: {method: sobol, of: contrast, base_points: 4, replications: 5}\n")

    def test_tables_are_what_numpy_finds_and_pictures_are_drawn(self):
        design = self.design()
        sweep = self.run_with("sweep", f"sweep: {{cases: [same, other], grid: {{{SHARE}: [0.1, 0.3]}}}}\n")
        with xr.open_dataset(design, engine="h5netcdf") as r:
            mean = r.sensitivity_lost_headline_user_hours.mean("sensitivity_replication")
            left = (mean.sel(arm="mitigated") / mean.sel(arm="unmitigated")).values
            lost = mean.sel(arm="mitigated").values
            paths = [str(path) for path in r.sensitivity_path.values]
            ends = dict(zip(paths, r.sensitivity_range.transpose("sensitivity_path", "bound").values))
        rows = [block * (len(paths) + 2) + row for block in range(BLOCKS) for row in (0, 1)]
        points = robustness.independent_points(package.open(design))
        np.testing.assert_allclose(points.ratio, left[rows, 0] / left[rows, 1], rtol=1e-9)
        np.testing.assert_allclose(points.growth, lost[rows, 0] / lost[rows, 1], rtol=1e-9)
        np.testing.assert_allclose(points.difference, lost[rows, 0] - lost[rows, 1], rtol=1e-9)
        with xr.open_dataset(sweep, engine="h5netcdf") as r:
            mean = r.sweep_lost_headline_user_hours.mean("sweep_replication")
            left = (mean.sel(arm="mitigated") / mean.sel(arm="unmitigated")).transpose("sweep_point", "sweep_case").values
        corners = robustness.corners(package.open(sweep))
        self.assertEqual(corners[SHARE].tolist(), [0.1, 0.3])
        np.testing.assert_allclose(corners.ratio, left[:, 0] / left[:, 1], rtol=1e-9)
        for name in robustness.OUTPUTS:
            self.assertTrue(((corners[f"{name}_low"] <= corners[name]) & (corners[name] <= corners[f"{name}_high"])).all())
        self.assertEqual(robustness.main([str(design), str(sweep), str(self.folder / "picture")]), 0)
        for name in ("indices", "pushes", "points", "corners"):
            self.assertEqual((self.folder / f"picture-{name}.png").read_bytes()[:4], b"\x89PNG")
        table = pd.read_csv(self.folder / "picture.csv", index_col=0)
        self.assertEqual(sorted(table.index), sorted(paths))
        for path in paths:
            np.testing.assert_allclose(table.loc[path, ["low", "high"]].astype(float), ends[path], rtol=1e-3)
            for of in robustness.OUTPUTS:
                self.assertLessEqual(table.loc[path, f"{of}_push_low"], table.loc[path, f"{of}_push_high"])

    def test_pushes_are_slopes_through_one_at_a_time_changes(self):
        design = self.design()
        push = robustness.pushes(package.open(design))
        with xr.open_dataset(design, engine="h5netcdf") as r:
            lost = r.sensitivity_lost_headline_user_hours.mean("sensitivity_replication").sel(arm="mitigated").values
            paths = [str(path) for path in r.sensitivity_path.values]
            low, high = r.sensitivity_range.transpose("bound", "sensitivity_path").values
            for i, path in enumerate(paths):
                values = (r["sensitivity." + path].values - low[i]) / (high[i] - low[i])
                moved, change = [], []
                for block in range(BLOCKS):
                    base, other = block * (len(paths) + 2), block * (len(paths) + 2) + 2 + i
                    moved.append(values[other] - values[base])
                    change.append(np.log(lost[other, 0] / lost[other, 1]) - np.log(lost[base, 0] / lost[base, 1]))
                    for k, unmoved in enumerate(paths):  # a row changes its own assumption and no other
                        ends = r["sensitivity." + unmoved].values[[base, other]]
                        self.assertEqual(ends[0] == ends[1], k != i, (block, path, unmoved))
                slope = np.linalg.lstsq(np.array(moved)[:, None], np.array(change), rcond=None)[0][0]
                self.assertAlmostEqual(push.loc[path, ("growth", "value")], slope, delta=1e-9 * max(1, abs(slope)))
                self.assertLessEqual(push.loc[path, ("growth", "low")], slope + 1e-12)
                self.assertGreaterEqual(push.loc[path, ("growth", "high")], slope - 1e-12)


class Pushes(unittest.TestCase):
    def result(self, blocks, draw):
        """A design of two assumptions, the second without effect, whose first multiplies the loss by e^(2 x)."""
        shares = draw.random((blocks, 2, 2))
        rows = np.stack([shares[:, 0], shares[:, 1], np.stack([shares[:, 1, 0], shares[:, 0, 1]], -1),
                         np.stack([shares[:, 0, 0], shares[:, 1, 1]], -1)], axis=1).reshape(-1, 2)
        lost = np.empty((1, len(rows), 2, 2))
        lost[..., 1] = 10
        lost[0, :, 0, 0] = np.exp(2 * rows[:, 0] + 0.3 * draw.standard_normal(len(rows)))
        lost[0, :, 1, 0] = 1
        return xr.Dataset({
            "sensitivity_lost_headline_user_hours":
                (("sensitivity_replication", "sensitivity_point", "sensitivity_case", "arm"), lost),
            "sensitivity_range": (("sensitivity_path", "bound"), [[0.0, 1.0], [10.0, 30.0]]),
            "sensitivity.a.b": ("sensitivity_point", rows[:, 0]),
            "sensitivity.a.c": ("sensitivity_point", 10 + 20 * rows[:, 1])}, coords={"sensitivity_path": ["a.b", "a.c"]})

    def test_intervals_cover_a_known_push(self):
        draw = np.random.default_rng(7)
        tries = 400
        covered = {path: 0 for path in ("a.b", "a.c")}
        for _ in range(tries):
            push = robustness.pushes(self.result(64, draw))["growth"]
            for path, truth in (("a.b", 2), ("a.c", 0)):
                covered[path] += push.low[path] <= truth <= push.high[path]
        for path, count in covered.items():  # 95 % nominal, four standard errors of the count below it and above
            self.assertGreater(count, 0.95 * tries - 4 * np.sqrt(tries * 0.95 * 0.05), path)
            self.assertLess(count, tries, path)


if __name__ == "__main__":
    unittest.main()

"""hedgerow.robustness: indices, independent points and corners of a small scenario, against numpy."""
import sys

import numpy as np
import xarray as xr

from support import DONE, IS_WHOLE, SOURCE, FolderTest, hedgerow

sys.path.insert(0, str(SOURCE / "analysis"))
import hedgerow as package  # noqa: E402
from hedgerow import robustness  # noqa: E402

SHARE = "cases.same.changes.0.share"


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

    def test_tables_are_what_numpy_finds_and_pictures_are_drawn(self):
        design = self.run_with("design", "sensitivity: {method: sobol, of: contrast, base_points: 4, replications: 5}\n")
        sweep = self.run_with("sweep", f"sweep: {{cases: [same, other], grid: {{{SHARE}: [0.1, 0.3]}}}}\n")
        with xr.open_dataset(design, engine="h5netcdf") as r:
            mean = r.sensitivity_lost_headline_user_hours.mean("sensitivity_replication")
            left = (mean.sel(arm="mitigated") / mean.sel(arm="unmitigated")).values
            lost = mean.sel(arm="mitigated").values
        rows = [block * 4 + row for block in range(4) for row in (0, 1)]
        points = robustness.independent_points(package.open(design))
        np.testing.assert_allclose(points.ratio, left[rows, 0] / left[rows, 1], rtol=1e-9)
        np.testing.assert_allclose(points.difference, lost[rows, 0] - lost[rows, 1], rtol=1e-9)
        with xr.open_dataset(sweep, engine="h5netcdf") as r:
            mean = r.sweep_lost_headline_user_hours.mean("sweep_replication")
            left = (mean.sel(arm="mitigated") / mean.sel(arm="unmitigated")).transpose("sweep_point", "sweep_case").values
        corners = robustness.corners(package.open(sweep))
        self.assertEqual(corners[SHARE].tolist(), [0.1, 0.3])
        np.testing.assert_allclose(corners.ratio, left[:, 0] / left[:, 1], rtol=1e-9)
        self.assertTrue(((corners.ratio_low <= corners.ratio) & (corners.ratio <= corners.ratio_high)).all())
        self.assertEqual(robustness.main([str(design), str(sweep), str(self.folder / "picture")]), 0)
        for name in ("indices", "points", "corners"):
            self.assertEqual((self.folder / f"picture-{name}.png").read_bytes()[:4], b"\x89PNG")


if __name__ == "__main__":
    import unittest

    unittest.main()

"""hedgerow export: the tables hold what the file holds, whole or not at all; and other readers of HDF5 know the file."""
import csv
import os
import subprocess
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, FolderTest, hedgerow


def read_table(path):
    with open(path, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.owner = FolderTest()
        cls.owner.setUp()
        cls.addClassCleanup(cls.owner.doCleanups)
        cls.path = cls.owner.folder / "swept.h5"
        scenario = cls.owner.folder / "swept.yaml"
        text = cls.owner.scenario.read_text().replace("A small nation", "'Small, \"nation\"'")
        scenario.write_text(text + "sweep: {grid: {mitigations.testing.on: [true, false]}, cases: [one], replications: 4}\n")
        run = hedgerow("run", "-q", "-n", "12", "-o", cls.path, scenario, "--set", "assumption_checks.replications=5")
        assert run.returncode == DONE, run.stderr
        cls.tables = cls.owner.folder / "tables"
        export = hedgerow("export", cls.path, "--csv", cls.tables)
        assert export.returncode == DONE, export.stderr
        assert export.stdout == export.stderr == ""
        cls.result = xr.open_dataset(cls.path, engine="h5netcdf")
        cls.addClassCleanup(cls.result.close)

    def column(self, table, name):
        return np.array([float(row[name]) if row[name] else np.nan for row in read_table(self.tables / f"{table}.csv")])

    def test_a_row_for_each_replication_case_and_arm_to_the_last_bit(self):
        rows = read_table(self.tables / "replications.csv")
        self.assertEqual(len(rows), 12 * 4 * 2)
        self.assertEqual([rows[9][name] for name in ("replication", "case", "arm")], ["1", "one", "unmitigated"])
        lost = self.column("replications", "lost_headline_user_hours [user-hours]")
        np.testing.assert_array_equal(lost, self.result.lost_headline_user_hours.values.ravel())
        hours = self.column("replications", "hours_above_threshold 0.25 [h]")
        np.testing.assert_array_equal(hours, self.result.hours_above_threshold.values[..., 1].ravel())
        np.testing.assert_array_equal(self.column("replications", "time_to_discovery_hours [h]"),
                                      self.result.time_to_discovery_hours.values.ravel())

    def test_services_and_structure_are_those_of_the_file(self):
        np.testing.assert_array_equal(self.column("services", "lost_user_hours [user-hours]"),
                                      self.result.lost_user_hours.values.ravel())
        np.testing.assert_array_equal(self.column("vendors", "avoidable_share_vendor mobile_voice"),
                                      self.result.avoidable_share_vendor.sel(service="mobile_voice").values.ravel())
        np.testing.assert_array_equal(self.column("cases", "worst_state_share with_backup"),
                                      self.result.worst_state_share.sel(edges="with_backup").values)
        np.testing.assert_array_equal(self.column("turning-points", "turn_lost_headline_user_hours [user-hours]"),
                                      self.result.turn_lost_headline_user_hours.values.ravel())

    def test_the_curve_has_means_and_quantiles(self):
        served = self.result.served_users.values
        np.testing.assert_allclose(self.column("curve", "served_users mean"), served.mean(axis=0).ravel(), rtol=1e-12)
        for share in (5, 25, 50, 75, 95):
            np.testing.assert_allclose(self.column("curve", f"served_users {share} %"),
                                       np.quantile(served, share / 100, axis=0).ravel(), rtol=1e-12)
        self.assertEqual({row["time [h]"] for row in read_table(self.tables / "curve.csv")},
                         {f"{time:g}" for time in self.result.time.values})

    def test_swept_words_and_quoted_texts_survive(self):
        rows = read_table(self.tables / "sweep-points.csv")
        self.assertEqual([row["sweep.mitigations.testing.on"] for row in rows], ["true", "false"])
        metadata = {row["name"]: row["value"] for row in read_table(self.tables / "metadata.csv")}
        self.assertEqual((metadata["scenario_title"], metadata["seed"]), ('Small, "nation"', "7"))

    def test_lines_end_as_rfc_4180_wants(self):
        for path in self.tables.iterdir():
            data = path.read_bytes()
            self.assertEqual(data.count(b"\n"), data.count(b"\r\n"), path.name)
            self.assertTrue(data.endswith(b"\r\n"), path.name)

    def test_the_comparison_is_that_of_compare(self):
        with open(self.tables / "comparison.csv", newline="", encoding="utf-8") as stream:
            text = stream.read()
        self.assertEqual(text.replace("\r\n", "\n"), hedgerow("compare", self.path, "--format", "csv").stdout)

    def test_a_folder_that_is_there_is_never_touched(self):
        before = sorted(path.name for path in self.tables.iterdir())
        (self.owner.folder / "file").write_text("precious")
        for target in (self.tables, self.owner.folder / "file"):
            result = hedgerow("export", self.path, "--csv", target)
            self.assertEqual(result.returncode, BAD_INPUT)
            self.assertIn("there already", result.stderr)
        self.assertEqual(sorted(path.name for path in self.tables.iterdir()), before)
        self.assertEqual((self.owner.folder / "file").read_text(), "precious")

    def test_what_is_no_result_leaves_nothing_behind(self):
        broken = self.owner.folder / "broken.h5"
        broken.write_bytes(self.path.read_bytes()[:5000])
        before = sorted(self.owner.folder.iterdir())
        for source in (broken, self.owner.folder / "absent.h5"):
            result = hedgerow("export", source, "--csv", self.owner.folder / "new")
            self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertEqual(sorted(self.owner.folder.iterdir()), before)

    def test_ncdump_and_h5dump_know_the_file(self):
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        header = subprocess.run(["ncdump", "-h", str(self.path)], capture_output=True, text=True, check=True,
                                env=environment).stdout
        for line in ("double lost_headline_user_hours(replication, case, arm) ;",
                     "double served_users(replication, case, arm, service, time) ;",
                     'lost_headline_user_hours:units = "h" ;', "string case(case) ;", "double node_latitude(node) ;",
                     "replication = 12 ;", ':scenario_question = "What does a second vendor of the same state cost?" ;'):
            self.assertIn(line, header)
        self.assertNotIn("phony_dim", header)
        layout = subprocess.run(["h5dump", "-H", str(self.path)], capture_output=True, text=True, check=True).stdout
        for name in ("lost_headline_user_hours", "served_users", "case", "scenario"):
            self.assertIn(f'DATASET "{name}"', layout)


if __name__ == "__main__":
    unittest.main()

"""The Python package analysis/hedgerow: its doctests on a small result, its errors, its pictures, and that its numbers
are those of the program. And analysis/README.md names what a result file holds, and nothing else."""
import doctest
import importlib
import os
import re
import subprocess
import sys
import unittest
import warnings

import numpy as np

from support import BAD_INPUT, DONE, IS_WHOLE, PROGRAM, SOURCE, FolderTest, hedgerow

sys.path.insert(0, str(SOURCE / "analysis"))
os.environ.setdefault("MPLBACKEND", "Agg")
warnings.filterwarnings("ignore", "numpy.ndarray size changed")

import h5py  # noqa: E402
import matplotlib.pyplot as plt  # noqa: E402

import hedgerow as package  # noqa: E402
from hedgerow import plots, program, statistics  # noqa: E402

MODULES = ("hedgerow", *(f"hedgerow.{name}" for name in ("dataset", "maps", "plots", "program", "statistics", "style",
                                                         "timeline", "__main__")))
EXPERIMENTS = {
    "attribution": "{cases: [one, same]}",
    "sweep": "{source: made up, grid: {cases.same.changes.0.share: [0, 0.1, 0.3]}, cases: [same, other], replications: 12}",
    "sensitivity": "{method: sobol, of: lost, base_points: 8, replications: 3}",
    "under_test": "[testing, monitoring, restoration]",
}


def setUpModule():
    if not IS_WHOLE:
        raise unittest.SkipTest("Python's own code: sanitizers of the program have nothing to find there")


class PackageTest(unittest.TestCase):
    """All tests share one result without experiments, one with all of them, and a trace."""

    @classmethod
    def setUpClass(cls):
        cls.owner = FolderTest()
        cls.owner.setUp()
        cls.addClassCleanup(cls.owner.doCleanups)
        cls.folder = cls.owner.folder
        cls.path = cls.owner.run_small("small.h5", "-n", "40")
        cls.whole = cls.folder / "whole.h5"
        scenario = cls.folder / "whole.yaml"
        scenario.write_text(cls.owner.scenario.read_text() + "".join(f"{key}: {value}\n" for key, value in EXPERIMENTS.items()))
        run = hedgerow("run", "-q", "-n", "40", "-o", cls.whole, scenario)
        assert run.returncode == DONE, run.stderr
        trace = hedgerow("trace", cls.owner.scenario, "-c", "same", "-k", "0", "-a", "unmitigated", "-f", "json")
        assert trace.returncode == DONE, trace.stderr
        cls.trace = cls.folder / "trace.jsonl"
        cls.trace.write_text(trace.stdout)
        cls.result = package.open(cls.path)
        cls.addClassCleanup(cls.result.close)
        cls.experiments = package.open(cls.whole)
        cls.addClassCleanup(cls.experiments.close)
        cls.figures = program.figures(cls.whole, cls.experiments)

    def tearDown(self):
        plt.close("all")


class Doctests(PackageTest):
    def test_examples_in_docstrings_hold(self):
        names = {"RESULT": str(self.path), "SCENARIO": str(self.owner.scenario), "TRACE": str(self.trace)}
        tried = 0
        for name in MODULES:
            module = importlib.import_module(name)
            names["open"] = package.open
            found = doctest.testmod(module, extraglobs=names, optionflags=doctest.ELLIPSIS)
            self.assertEqual(found.failed, 0, name)
            tried += found.attempted
        self.assertGreater(tried, 50)


class Opening(PackageTest):
    def refuse(self, path, *words):
        with self.assertRaises(package.ResultError) as caught:
            package.open(path)
        for word in (str(path), *words):
            self.assertIn(word, str(caught.exception))

    def changed(self, name, change):
        """A copy of the small result with a change."""
        path = self.folder / name
        path.write_bytes(self.path.read_bytes())
        with h5py.File(path, "r+") as file:
            change(file)
        return path

    def test_what_is_no_result_is_named(self):
        (self.folder / "text.h5").write_text("no result")
        (self.folder / "short.h5").write_bytes(self.path.read_bytes()[:5000])
        with h5py.File(self.folder / "other.h5", "w") as file:
            file["x"] = [1.0]
        self.refuse(self.folder / "absent.h5", "no such file")
        self.refuse(self.folder, "a folder")
        self.refuse(self.folder / "text.h5", "not a whole HDF5 file")
        self.refuse(self.folder / "short.h5", "not a whole HDF5 file")
        self.refuse(self.folder / "other.h5", "not a result")

    def test_a_newer_schema_is_refused(self):
        def make_newer(file):
            file.attrs["schema"] = "99"
        self.refuse(self.changed("newer.h5", make_newer), "schema 99", "newer")

    def test_replications_that_are_not_finished_are_nan_and_do_not_count(self):
        def stop_early(file):
            file.attrs["replications_done"] = 25
        with package.open(self.changed("part.h5", stop_early)) as part:
            self.assertEqual(int(part.lost_headline_user_hours.notnull().all(["case", "arm"]).sum()), 25)
            self.assertTrue(bool(part.served_users[25:].isnull().all()))
            self.assertEqual(part.lost_headline_user_hours.attrs["units"], "h")
            whole = package.open(self.path).lost_headline_user_hours[:25]
            kept = package.dataset.finished(part)
            np.testing.assert_array_equal(kept.lost_headline_user_hours, whole)

    def test_every_quantity_has_a_unit_and_values_wait(self):
        with package.open(self.path) as result:
            self.assertFalse(result.served_users.variable._in_memory)
            for name, variable in result.data_vars.items():
                if variable.dtype.kind in "fiu":
                    self.assertIn("units", variable.attrs, name)

    def test_the_table_of_the_network_is_the_file(self):
        table = package.network_table(self.result, "same")
        self.assertEqual(len(table), self.result.sizes["node"])
        count = self.result.nodes_by_vendor.sel(case="same").to_pandas()
        made = table[table.vendor != ""].groupby(["role", "vendor"]).size()
        for (role, vendor), nodes in made.items():
            self.assertEqual(nodes, count.loc[role, vendor])


class Numbers(PackageTest):
    """What is computed here agrees with the program's figures; intervals, of another method, within a third of a width."""

    def agrees(self, estimate, recorded, what):
        np.testing.assert_allclose(estimate.value, recorded.value, rtol=1e-9, atol=1e-9, err_msg=what)

    def sample(self):
        return self.experiments.lost_headline_user_hours.transpose("replication", "case", "arm").values

    def test_means_tails_and_effectiveness_are_those_of_compare(self):
        cases = ["one", "same", "other"]
        sample = self.sample()[:, :3]
        rows = [{"case": case, "arm": arm} for case in cases for arm in ("mitigated", "unmitigated")]
        for quantity, of in (("mean_lost", statistics.mean), ("cvar_lost", statistics.cvar)):
            found = statistics.recorded(self.figures, quantity, rows)
            np.testing.assert_allclose(of(sample).ravel(), found.value, rtol=1e-9, err_msg=quantity)
        found = statistics.recorded(self.figures, "effectiveness", [{"case": case} for case in cases])
        own = statistics.bootstrap(sample, statistics.effectiveness)
        self.agrees(own, found, "effectiveness")
        width = found.high - found.low
        self.assertTrue((np.abs(own.low - found.low) < width / 2).all())
        self.assertTrue((np.abs(own.high - found.high) < width / 2).all())

    def test_effectiveness_of_a_sweep_is_that_of_compare(self):
        pairs = self.experiments.sweep_lost_headline_user_hours.transpose("sweep_replication", "sweep_point", "sweep_case", "arm")
        rows = [{"case": case, "point": point} for point in range(3) for case in ("same", "other")]
        found = statistics.recorded(self.figures, "effectiveness", rows)
        np.testing.assert_allclose(statistics.effectiveness(pairs.values).ravel(), found.value, rtol=1e-9)

    def test_shapley_values_are_those_of_attribute(self):
        lost = self.experiments.attribution_lost_headline_user_hours.sel(attribution_case="same").mean("attribution_replication")
        found = statistics.recorded(self.figures, "share", [{"case": "same", "mitigation": str(name)}
                                                            for name in self.experiments.mitigation.values])
        np.testing.assert_allclose(statistics.shapley(1 - lost.values / lost.values[0]), found.value, rtol=1e-9, atol=1e-12)

    def test_the_bars_of_losses_are_as_long_as_compare_says(self):
        axes = plots.losses(self.experiments, figures=self.figures)
        widths = sorted(round(bar.get_width() * 1e6) for bar in axes.patches if bar.get_width() > 0)
        found = statistics.recorded(self.figures, "mean_lost", [
            {"case": case, "arm": arm} for case in ("one", "same", "other") for arm in ("mitigated", "unmitigated")])
        self.assertEqual(widths, sorted(round(value) for value in found.value))

    def test_a_restoration_curve_integrates_to_the_loss(self):
        out = plots.users_out(self.result, "unmitigated").mean("time")
        users = float(self.result.users.sel(service=["mobile_data", "fixed_broadband"]).sum())
        lost = self.result.lost_headline_user_hours.sel(arm="unmitigated")
        np.testing.assert_allclose((out * users * 1500.0).transpose(*lost.dims), lost, rtol=1e-9, atol=1e-3)

    def test_a_trace_integrates_to_the_loss(self):
        records = package.timeline.read_trace(self.trace)
        hours, share = package.timeline.users_out_steps(records)
        lost = float((share * np.diff(np.append(hours, 1500.0))).sum()) * records[0]["headline_users"]
        expected = float(self.result.lost_headline_user_hours.sel(case="same", arm="unmitigated", replication=0))
        self.assertAlmostEqual(lost / expected, 1, places=9)


class Pictures(PackageTest):
    def every_axis_is_named(self, axes, what):
        self.assertTrue(axes.get_xlabel() and axes.get_ylabel() or axes.get_yticklabels(), what)

    def test_each_picture_is_drawn_with_and_without_the_programs_figures(self):
        e = self.experiments
        for figures in (None, self.figures):
            for axes in (plots.losses(e, figures=figures), plots.paired_differences(e, figures=figures),
                         plots.effectiveness_against_concentration(e, figures=figures),
                         plots.effectiveness_against_concentration(e, against="cases.same.changes.0.share", figures=figures),
                         plots.shapley_bars(e, figures=figures, case="same")):
                self.every_axis_is_named(axes, axes.get_xlabel())
                self.assertGreaterEqual(len(axes.lines) + len(axes.patches), 2)
                axes.figure.canvas.draw()

    def test_tornado_and_sensitivity_name_every_assumption(self):
        for axes in (plots.tornado(self.experiments), plots.tornado(self.experiments, of="lost"),
                     plots.sensitivity_bars(self.experiments, self.figures)):
            axes.figure.canvas.draw()
            labels = " ".join(label.get_text() for label in axes.get_yticklabels())
            self.assertIn("cabinet.alpha", labels)
            self.assertIn("compliance_probability", labels)

    def test_a_case_looks_the_same_in_every_picture(self):
        colours = []
        for axes in (plots.restoration_curves(self.result), plots.exceedance(self.result)):
            colours.append({line.get_label().split(" (")[0]: line.get_color() for line in axes.lines
                            if not line.get_label().startswith("_")})
        self.assertEqual(colours[0], colours[1])
        self.assertEqual(len(set(colours[0].values())), 4)

    def test_cases_are_told_apart_without_colour(self):
        axes = plots.exceedance(self.result)
        marks = [line.get_marker() for line in axes.lines]
        self.assertEqual(len(set(marks)), 4)

    def test_an_unknown_case_or_kind_is_named(self):
        for draw in (lambda: plots.restoration_curves(self.result, cases=["smae"]),
                     lambda: plots.map_network(self.result, by="vendors"),
                     lambda: plots.map_network(self.result, roles=["ran"]),
                     lambda: plots.effectiveness_against_concentration(self.result, against="x.y")):
            with self.assertRaisesRegex(package.ResultError, "there are: "):
                draw()

    def test_the_map_of_losses_has_a_disc_for_each_region_that_loses(self):
        axes = plots.map_loss_by_region(self.result, case="same", arm="unmitigated")
        lost = self.result.region_lost_headline_user_hours.sel(case="same", arm="unmitigated").mean("replication")
        self.assertEqual(len(axes.collections[-1].get_offsets()), int((lost > 0).sum()))
        self.assertIn("nothing is lost", plots.map_loss_by_region(self.result, case="none").get_title(loc="left"))

    def test_maps_count_what_they_draw(self):
        for by in ("operator", "role", "vendor", "state"):
            axes = plots.map_network(self.result, by=by, case="same")
            counts = [int(re.search(r"\(([\d,]+)\)$", text.get_text()).group(1).replace(",", ""))
                      for text in axes.get_legend().get_texts()]
            self.assertEqual(sum(counts), self.result.sizes["node"], by)

    def test_the_shipped_outline_is_that_of_the_country(self):
        latitude, longitude = np.array([51.5, 53.5, 55.9]), np.array([-0.1, -2.2, -3.2])
        self.assertEqual(package.maps.find_outline(latitude, longitude).name, "outline-GB.geojson")
        self.assertIsNone(package.maps.find_outline(latitude - 90, longitude))


class CommandLine(PackageTest):
    def call(self, *arguments, text=""):
        return subprocess.run([sys.executable, "-W", "ignore", "-m", "hedgerow", *map(str, arguments)], cwd=self.folder, text=True,
                              capture_output=True, input=text, env={**os.environ, "PYTHONPATH": str(SOURCE / "analysis")})

    def test_pictures_are_written(self):
        for name, arguments in (("summary.png", ("plot", self.path)), ("map.svg", ("map", self.path, "--by", "vendor")),
                                ("trace.png", ("trace", self.trace))):
            done = self.call(*arguments, "-o", name)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertEqual(done.stderr, "")
            self.assertGreater((self.folder / name).stat().st_size, 5000)

    def test_mistakes_are_told_in_a_line(self):
        for arguments, status in ((("plot", self.trace), BAD_INPUT), (("map", self.path, "-c", "smae"), BAD_INPUT),
                                  (("trace", self.path), BAD_INPUT), (("plot", self.path, "-o", "absent/x.png"), 1)):
            done = self.call(*arguments)
            self.assertEqual(done.returncode, status, done.stderr)
            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)


class Reference(PackageTest):
    """analysis/README.md and a real file agree on variables, dimensions and attributes."""

    TEXT = (SOURCE / "analysis" / "README.md").read_text()

    def named(self, name):
        """Whether the document names a variable: itself, or by the pattern of its experiment."""
        if name.startswith("sweep.") or name.startswith("sensitivity."):
            return "`sweep.PATH`" in self.TEXT and "`sensitivity.PATH`" in self.TEXT
        if name.startswith("sweep_") and name[6:] in self.result.variables:
            return "`sweep_METRIC`" in self.TEXT and f"`{name[6:]}`" in self.TEXT
        return f"`{name}`" in self.TEXT

    def test_every_variable_dimension_and_attribute_is_described(self):
        for name in [*self.experiments.variables, *self.experiments.dims]:
            self.assertTrue(self.named(str(name)), f"analysis/README.md does not describe {name}")
        for name in self.experiments.attrs:
            self.assertIn(f"`{name}`", self.TEXT)

    def test_every_variable_described_is_there(self):
        text = self.TEXT[self.TEXT.index("## Variables of every replication"):self.TEXT.index("## What stays the same")]
        optional = {"exposed_headline_user_hours", "exposed_user_hours"}  # only where a threat can expose users
        rows = [line for line in text.splitlines() if line.startswith("| `")]
        for row in rows:
            for name in re.findall(r"`(\w+)`", row.split("|")[1]):
                self.assertIn(name, {*map(str, self.result.variables), *optional})
        self.assertGreater(len(rows), 10)

    def test_dimensions_of_variables_are_as_described(self):
        text = self.TEXT[self.TEXT.index("## Variables of every replication"):self.TEXT.index("`hedgerow describe SCENARIO` gives")]
        checked = 0
        for names, over in re.findall(r"^\| (`[^|]+`) \| ([a-z_.]+(?:, [a-z_]+)*) \|", text, re.MULTILINE):
            dimensions = tuple(over.replace("...", "replication, case, arm").split(", "))
            for name in re.findall(r"`(\w+)`", names):
                if name in self.experiments:
                    self.assertEqual(self.experiments[name].dims, dimensions, name)
                    checked += 1
        self.assertGreater(checked, 35)


if __name__ == "__main__":
    assert PROGRAM
    unittest.main()

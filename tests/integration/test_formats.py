"""hedgerow compare, attribute and sensitivity with --format: the figures are those of the text, to the last printed digit."""
import csv
import io
import json
import re
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, FolderTest, hedgerow

EXTRA = """
under_test: [testing, isolation, restoration]
attribution: {cases: [same, none], replications: 12}
sweep:
  grid:
    threats.campaign.compulsion.compliance_probability: [0.5, 0.9]
  cases: [one, same]
  replications: 12
sensitivity: {method: sobol, base_points: 8, replications: 10, of: lost}
"""


def rows_of(text):
    return list(csv.DictReader(io.StringIO(text, newline="")))


class Formats(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.owner = FolderTest()
        cls.owner.setUp()
        cls.addClassCleanup(cls.owner.doCleanups)
        cls.path = cls.owner.folder / "rich.h5"
        scenario = cls.owner.folder / "rich.yaml"
        scenario.write_text(cls.owner.scenario.read_text().replace(
            "title: A small nation", 'title: "A \\"small\\" nation, <b>quoted</b>"') + EXTRA)
        run = hedgerow("run", "-q", "-n", "40", "-o", cls.path, scenario)
        assert run.returncode == DONE, run.stderr
        cls.json = json.loads(cls.output("compare", "--format", "json"))
        cls.text = cls.output("compare")
        cls.flat = " ".join(cls.text.split())

    @classmethod
    def output(cls, command, *options):
        result = hedgerow(command, cls.path, *options)
        assert result.returncode == DONE, result.stderr
        return result.stdout

    def figure(self, quantity, case, **labels):
        labels = {"arm": None, "against": None, "edges": None, "point": None, "assumption": None, **labels}
        found = [f for f in self.json["figures"] if (f["quantity"], f.get("case")) == (quantity, case)
                 and all(f.get(name) == label for name, label in labels.items())]
        self.assertEqual(len(found), 1, (quantity, case, labels, found))
        return found[0]

    def test_csv_and_json_hold_the_same_figures(self):
        for command in ("compare", "attribute", "sensitivity"):
            figures = json.loads(self.output(command, "--format", "json"))["figures"]
            text = self.output(command, "--format", "csv")
            rows = rows_of(text)
            self.assertEqual(len(figures), len(rows), command)
            for figure, row in zip(figures, rows):
                for name, cell in row.items():
                    value = figure.get(name)
                    if isinstance(value, (int, float)):
                        self.assertEqual(float(cell), value, (command, name, figure))
                    else:
                        self.assertEqual(cell, value or "", (command, name, figure))

    def test_means_have_full_precision_and_their_unit(self):
        with xr.open_dataset(self.path, engine="h5netcdf") as result:
            for case in ("one", "same", "other"):
                for arm in ("mitigated", "unmitigated"):
                    figure = self.figure("mean_lost", case, arm=arm)
                    mean = float(result.lost_headline_user_hours.sel(case=case, arm=arm).mean())
                    np.testing.assert_allclose(figure["value"], mean, rtol=1e-14)
                    self.assertEqual((figure["unit"], figure["confidence"]), ("user-hours", 0.95))
                    self.assertLess(figure["low"], figure["value"])
                    self.assertLess(figure["value"], figure["high"])

    def test_a_loss_that_was_never_seen_is_unknown_and_says_so(self):
        figure = self.figure("mean_lost", "none", arm="mitigated")
        self.assertEqual([figure[name] for name in ("value", "low", "high")], [None] * 3)
        self.assertEqual((figure["note"], figure["events"], figure["trials"]), ("none seen", 0, 40))
        self.assertIsNone(self.figure("effectiveness", "none")["value"])

    def test_what_never_happened_has_a_bound_and_no_value(self):
        figure = self.figure("probability_above_50", "none", arm="mitigated")
        self.assertEqual((figure["value"], figure["low"], figure["interval"]), (None, None, "upper bound"))
        self.assertAlmostEqual(figure["high"], 1 - 0.05 ** (1 / 40), places=12)

    def test_the_effectiveness_is_that_of_the_text(self):
        for case in ("one", "same", "other"):
            figure = self.figure("effectiveness", case)
            printed = re.search(rf"^ {case} +([\d.]+) %.*\n    95 % CI +([\d.]+) to ([\d.]+)",
                                self.text[self.text.index("Effectiveness of the mitigations, and"):], re.MULTILINE)
            for text, value in zip(printed.groups(), (figure["value"], figure["low"], figure["high"])):
                self.assertLessEqual(abs(float(text) - 100 * value), 0.0501, case)

    def test_the_answer_is_the_text_word_for_word(self):
        for part in ("claim", "contrast", "losses", "removed", "turns"):
            self.assertIn(self.json["answer"][part], self.flat, part)
        for course in self.json["sweep"]:
            self.assertIn(course["text"], self.flat)
        for command in ("attribute", "sensitivity"):
            answer = json.loads(self.output(command, "--format", "json"))["answer"]
            flat = " ".join(self.output(command).split())
            for text in [answer] if isinstance(answer, str) else [part["text"] for part in answer if part["text"]]:
                self.assertIn(text, flat)

    def test_differences_are_named_by_both_cases(self):
        figure = self.figure("mean_lost_difference", "same", against="one", arm="mitigated")
        with xr.open_dataset(self.path, engine="h5netcdf") as result:
            lost = result.lost_headline_user_hours.sel(arm="mitigated")
            difference = float((lost.sel(case="same") - lost.sel(case="one")).mean())
        np.testing.assert_allclose(figure["value"], difference, rtol=1e-12)
        contrast = self.figure("effectiveness_difference", "other", against="same")
        np.testing.assert_allclose(
            contrast["value"],
            self.figure("effectiveness", "other")["value"] - self.figure("effectiveness", "same")["value"], rtol=1e-9)

    def test_both_ends_of_every_assumption_are_there(self):
        with xr.open_dataset(self.path, engine="h5netcdf") as result:
            for assumption in result.assumption.values:
                for k, bound in enumerate(("low", "high")):
                    figure = self.figure("effectiveness_difference", "other", against="same", assumption=assumption,
                                         bound=bound)
                    self.assertEqual(figure["setting"],
                                     float(result.assumption_value.sel(assumption=assumption)[k]))
                    self.assertIn(figure["note"], ("unknown", "keeps", "unclear", "halves", "vanishes", "reverses",
                                                   "appears"))

    def test_points_of_a_sweep_say_where_they_are(self):
        figure = self.figure("effectiveness", "same", point=1)
        self.assertEqual(figure["at"], "threats.campaign.compulsion.compliance_probability = 0.9")

    def test_shares_of_an_attribution_add_up_to_the_effectiveness(self):
        figures = json.loads(self.output("attribute", "-f", "json"))["figures"]
        shares = [f["value"] for f in figures if f["quantity"] == "share" and f["case"] == "same"]
        whole = [f["value"] for f in figures if f["quantity"] == "effectiveness" and f["case"] == "same"]
        self.assertEqual(len(shares), 3)
        self.assertAlmostEqual(sum(shares), whole[0], places=12)

    def test_texts_are_quoted_as_each_format_wants_it(self):
        self.assertEqual(self.json["title"], 'A "small" nation, <b>quoted</b>')

    def test_an_unknown_format_is_a_mistake(self):
        result = hedgerow("compare", self.path, "--format", "yaml")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("text, csv or json", result.stderr)


if __name__ == "__main__":
    unittest.main()

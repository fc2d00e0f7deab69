"""Incidents of the past: what is simulated stands beside what was reported, as analysis/incidents.csv records it.

Nothing is tuned here: a report outside the simulated band is recorded as outside, and stays so until the record is made
anew by `PYTHONPATH=analysis python3 -m hedgerow.incidents`.
"""
import pathlib
import sys
import tempfile
import unittest

from support import IS_WHOLE, SOURCE

sys.path.insert(0, str(SOURCE / "analysis"))
import pandas as pd  # noqa: E402

from hedgerow import incidents  # noqa: E402

PROBABILITY_MARGIN = 0.1  # 400 replications: four standard errors


def setUpModule():
    if not IS_WHOLE:
        raise unittest.SkipTest("Python's own code: sanitizers of the program have nothing to find there")


class Incidents(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            cls.found = incidents.table(pathlib.Path(folder))
        cls.record = pd.read_csv(incidents.TABLE)

    def test_reports_lie_inside_or_outside_the_simulated_band_as_recorded(self):
        print(self.found.to_string(index=False))
        keys = ["incident", "hours", "service", "least", "most", "inside"]
        self.assertEqual(self.found[keys].values.tolist(), self.record[keys].values.tolist())

    def test_the_chances_of_what_was_reported_are_as_recorded(self):
        difference = (self.found.probability - self.record.probability).abs()
        self.assertLess(difference.max(), PROBABILITY_MARGIN, self.found[difference > PROBABILITY_MARGIN].to_string())

    def test_reports_are_intervals_of_shares_with_a_source(self):
        for incident in incidents.INCIDENTS:
            reports = incidents.read_reports(incident.name)
            with self.subTest(incident.name):
                self.assertTrue(((reports.least >= 0) & (reports.least < reports.most) & (reports.most <= 1)).all())
                self.assertFalse(reports[["report", "source"]].isna().any(axis=None))
                self.assertTrue((incidents.SCENARIOS / f"{incident.name}.yaml").exists())


if __name__ == "__main__":
    unittest.main()

"""hedgerow describe: the same exact figures as text, CSV and JSON, and as a result file holds them."""
import csv
import io
import json
import re
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, FAILED, IS_WHOLE, NATIONAL, FolderTest, hedgerow

CASES = ["one", "same", "other", "none"]
VENDORS = ["alpha", "again", "bravo", "carol"]
COLUMNS = ["quantity", "case", "role", "operator", "vendor", "vendor_other", "state", "service", "edges", "weight"]
# what may stand in a name: quotes, commas, backslashes, tabs, line ends, letters of several bytes, escape sequences
AWKWARD = 'b"r,a\\v\to\né€=1\x1b[31m'
LONG = "a_very_long_name_of_a_vendor_that_fills_all_the_room_there_is__"


def json_figures(text):
    """{all texts of a figure: its value}."""
    figures = {}
    for figure in json.loads(text)["figures"]:
        key = tuple(figure.get(column) for column in COLUMNS)
        assert key not in figures, key
        figures[key] = figure["value"]
    return figures


def csv_figures(text):
    figures = {}
    for row in csv.DictReader(io.StringIO(text, newline="")):
        assert None not in row and None not in row.values(), row
        figures[tuple(row[column] or None for column in COLUMNS)] = float(row["value"]) if row["value"] else None
    return figures


class Describe(FolderTest):
    def describe(self, *options, **how):
        result = hedgerow("describe", *options, **how)
        self.assertEqual((result.returncode, result.stderr), (DONE, ""), options)
        return result.stdout

    def figures(self, *options):
        return json_figures(self.describe("--format", "json", *options, self.scenario))

    def get(self, figures, quantity, **what):
        return figures[tuple({"quantity": quantity, **what}.get(column) for column in COLUMNS)]

    # ---- formats ----

    def test_csv_and_json_hold_the_same_figures(self):
        figures = self.figures()
        self.assertEqual(csv_figures(self.describe("--format", "csv", self.scenario)), figures)
        self.assertGreater(len(figures), 1000)

    def test_json_says_what_it_describes(self):
        head = json.loads(self.describe("--format=json", self.scenario))
        self.assertEqual(head["title"], "A small nation")
        self.assertEqual(head["question"], "What does a second vendor of the same state cost?")
        self.assertRegex(head["version"], r"^\d+\.\d+\.\d+")
        self.assertRegex(head["scenario_sha256"], r"^[0-9a-f]{64}$")

    def test_text_rows_are_the_figures_rounded(self):
        figures = self.figures()
        text = self.describe("--case", "one", self.scenario)
        rows = {line.split("  ")[0].strip(): line.split()[-4:] for line in text.splitlines() if "/" in line}
        services = ["mobile_data", "mobile_voice", "fixed_broadband", "emergency_call"]
        for label, quantity, what in (("alpha", "avoidable_share_vendor", {"vendor": "alpha"}),
                                      ("AA (alpha)", "avoidable_share_state", {"state": "AA"}),
                                      ("bravo + carol", "avoidable_share_pair", {"vendor": "bravo", "vendor_other": "carol"})):
            for service, cell in zip(services, rows[label]):
                for edges, shown in zip(("primary", "with_backup"), cell.split("/")):
                    value = self.get(figures, quantity, case="one", service=service, edges=edges, **what)
                    self.assertAlmostEqual(float(shown), 100 * value, delta=0.0500001, msg=(label, service, edges))
        index = re.search(r"^ all roles +(\S+) / (\S+)", text, re.MULTILINE)
        self.assertEqual(float(index.group(1)), round(self.get(figures, "hhi_vendor", case="one", weight="nodes"), 3))
        self.assertAlmostEqual(float(index.group(2)), self.get(figures, "effective_vendors", case="one", weight="nodes"),
                               delta=0.00500001)

    def test_awkward_names_come_back_as_they_were(self):
        text = self.scenario.read_text().replace("bravo", json.dumps(AWKWARD))
        self.scenario.write_text(text.replace("title: A small nation", "title: " + json.dumps('A "small" \\ nation\n')))
        figures = self.figures()
        self.assertIn(AWKWARD, {key[COLUMNS.index("vendor")] for key in figures})
        self.assertEqual(csv_figures(self.describe("--format", "csv", self.scenario)), figures)
        self.assertEqual(json.loads(self.describe("--format", "json", self.scenario))["title"], 'A "small" \\ nation\n')
        shown = self.describe(self.scenario)
        self.assertNotIn("\x1b", shown)
        self.assertIn('b"r,a\\v', shown)

    def test_no_line_is_longer_than_a_terminal_whatever_the_names(self):
        text = self.scenario.read_text().replace("alpha", LONG).replace("bravo", "é" * 31)
        text = text.replace("mobile_data", "mobile_" + "data" * 14)
        self.scenario.write_text(re.sub(r"\bred\b", "r" * 63, text))
        text = self.describe(self.scenario)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertIn(LONG, text)

    def test_eight_services_take_two_tables(self):
        more = "".join(f"  more{i}: {{access: [cabinet], requires: [voice_core]}}\n" for i in range(4))
        self.scenario.write_text(self.scenario.read_text().replace("\noverlap:", more + "\noverlap:"))
        text = self.describe("-c", "one", self.scenario)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)
        self.assertEqual(len(re.findall(r"^ \(nothing\) ", text, re.MULTILINE)), 2)

    # ---- what it says ----

    def test_figures_are_those_of_the_result_file(self):
        figures = self.figures()
        with xr.open_dataset(self.run_small("out.h5", "-n", "2"), engine="h5netcdf") as r:
            for case in CASES:
                for weight, ending in (("nodes", ""), ("users", "_users")):
                    for kind in ("vendor", "state"):
                        self.assertEqual(float(r[f"hhi_{kind}{ending}"].sel(case=case)),
                                         self.get(figures, f"hhi_{kind}", case=case, weight=weight))
                for edges in r.edges.values:
                    for name, state in (("alpha", "AA"), ("carol", "CC")):
                        self.assertEqual(float(r.headline_share_vendor.sel(case=case, edges=edges, vendor=name)),
                                         self.get(figures, "headline_share_vendor", case=case, edges=edges, vendor=name))
                        self.assertEqual(float(r.headline_share_state.sel(case=case, edges=edges, state=state)),
                                         self.get(figures, "headline_share_state", case=case, edges=edges, state=state))
                    for service in r.service.values:
                        at = {"case": case, "edges": edges, "service": service}
                        for vendor in VENDORS:
                            self.assertEqual(float(r.avoidable_share_vendor.sel(vendor=vendor, **at)),
                                             self.get(figures, "avoidable_share_vendor", vendor=vendor, **at))
                        self.assertEqual(float(r.avoidable_share_state.sel(state="AA", **at)),
                                         self.get(figures, "avoidable_share_state", state="AA", **at))
                        self.assertEqual(float(r.avoidable_share_pair.sel(vendor="again", vendor_other="carol", **at)),
                                         self.get(figures, "avoidable_share_pair", vendor="again", vendor_other="carol", **at))
            nodes = r.nodes_by_vendor.sel(case="same", role="ran_site", vendor="again")
            self.assertEqual(float(nodes), sum(value for key, value in figures.items() if key[:3] == (
                "nodes_by_vendor", "same", "ran_site") and key[4] == "again"))

    def test_totals_are_those_of_the_network(self):
        figures = self.figures()
        found = {name: sum(value for key, value in figures.items() if key[0] == name) for name in ("nodes", "users")}
        self.assertEqual(found["users"], 3_700_000)
        self.assertEqual(self.get(figures, "nodes", role="cabinet", operator="line"), 1500)
        self.assertEqual(self.get(figures, "service_users", service="mobile_data"), 2_500_000)
        check = hedgerow("check", self.scenario)
        self.assertIn(f"{int(found['nodes'])} nodes, ", check.stdout)

    def test_shares_add_up_and_effective_numbers_are_reciprocals(self):
        figures = self.figures()
        for case in CASES:
            for weight in ("nodes", "users"):
                shares = [self.get(figures, "vendor_share", case=case, weight=weight, vendor=vendor) for vendor in VENDORS]
                self.assertAlmostEqual(sum(shares), 1, places=12)
                index = self.get(figures, "hhi_vendor", case=case, weight=weight)
                self.assertAlmostEqual(index, float((np.array(shares) ** 2).sum()), places=12)
                self.assertAlmostEqual(1 / index, self.get(figures, "effective_vendors", case=case, weight=weight), places=9)

    def test_the_seed_of_the_trials_does_not_matter(self):
        self.assertEqual(self.describe(self.scenario), self.describe("--set", "seed=8", self.scenario))

    def test_one_case_alone_is_the_same_as_among_all(self):
        every = self.figures()
        alone = self.figures("--case", "same")
        self.assertEqual({key[1] for key in alone}, {None, "same"})
        self.assertEqual(alone, {key: value for key, value in every.items() if key[1] in (None, "same")})

    def test_set_changes_what_is_described(self):
        self.assertEqual(self.get(self.figures("--set", "cases.same.changes.0.share=0"), "nodes_changed", case="same"), 0)
        self.assertGreater(self.get(self.figures(), "nodes_changed", case="same"), 0)

    def test_a_vendor_of_no_state_leaves_indices_by_state_unknown_where_it_is_alone(self):
        self.scenario.write_text(self.scenario.read_text().replace("carol: {jurisdiction: CC}", "carol: {exposure: {CC: 0}}"))
        figures = self.figures()
        self.assertEqual(self.get(figures, "hhi_state", case="one", role="core_router", weight="nodes"), 0)
        self.assertIsNone(self.get(figures, "effective_states", case="one", role="core_router", weight="nodes"))
        self.assertIn("0.000 / -", self.describe(self.scenario))

    def test_a_scenario_from_standard_input(self):
        piped = self.describe("-", folder=self.folder, text=self.scenario.read_text())
        self.assertEqual(piped, self.describe(self.scenario))

    @unittest.skipUnless(IS_WHOLE, "the national network is too slow for sanitizers")
    def test_the_national_scenario(self):
        figures = json_figures(self.describe("--format", "json", NATIONAL))
        self.assertGreater(sum(value for key, value in figures.items() if key[0] == "nodes"), 190_000)
        # a second vendor of the state lowers the index by vendor and raises that by state
        index = {(kind, case): self.get(figures, f"hhi_{kind}", case=case, weight="nodes")
                 for kind in ("vendor", "state") for case in ("huawei", "plus-zte")}
        self.assertLess(index["vendor", "plus-zte"], index["vendor", "huawei"])
        self.assertGreater(index["state", "plus-zte"], index["state", "huawei"])

    # ---- mistakes ----

    def test_bad_usage_and_bad_input_print_nothing_and_exit_with_2(self):
        (self.folder / "broken.yaml").write_text(self.scenario.read_text().replace("horizon_hours: 1500", "horizon_hours: x"))
        for options, words in ((["--case", "smae", self.scenario], "did you mean `same`"),
                               (["--case", "", self.scenario], "it has one, same, other, none"),
                               (["--format", "xml", self.scenario], "text, csv or json"),
                               (["--set", "horizon_hours", self.scenario], "PATH=VALUE"),
                               (["--set", "no.such.key=1", self.scenario], ""),
                               ([], "which scenario"), ([self.scenario, self.scenario], "one scenario"),
                               ([self.folder / "absent.yaml"], "absent.yaml"), ([self.folder / "broken.yaml"], "broken.yaml:"),
                               (["--set", "cases.same.changes.0.share=0.99", self.scenario], "at most")):
            result = hedgerow("describe", *options)
            self.assertEqual((result.returncode, result.stdout), (BAD_INPUT, ""), options)
            self.assertIn(words, result.stderr)

    def test_a_full_disk_is_a_failure(self):
        for name in ("text", "csv", "json"):
            with open("/dev/full", "w", encoding="utf-8") as full:
                result = hedgerow("describe", "--format", name, self.scenario, output=full)
            self.assertEqual(result.returncode, FAILED, name)
            self.assertIn("cannot write", result.stderr)


if __name__ == "__main__":
    unittest.main()

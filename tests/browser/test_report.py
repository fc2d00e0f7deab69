"""hedgerow report: what the page says is what compare says, nothing in it comes from elsewhere, and failures leave nothing."""
import doctest
import importlib
import json
import os
import pathlib
import re
import subprocess
import sys
import unittest

from page_support import HOSTILE_QUESTION, HOSTILE_SOURCE, HOSTILE_TITLE, Page, ReportTest

from support import BAD_INPUT, DONE, FAILED, PROGRAM, SOURCE, FolderTest, hedgerow

sys.path.insert(0, str(SOURCE / "analysis"))


def load_tests(loader, tests, pattern):
    for name in ("words", "markup", "assumed", "drawing"):
        tests.addTests(doctest.DocTestSuite(importlib.import_module(f"hedgerow.report.{name}")))
    return tests


class Content(ReportTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.page = Page(cls.html)
        cls.answer = json.loads(hedgerow("compare", "--format", "json", cls.result).stdout)
        cls.text = hedgerow("compare", cls.result).stdout

    def flat(self, tag, **attributes):
        return [" ".join(element[2].split()) for element in self.page.find(tag, **attributes)]

    def cells(self):
        """(labels, value, shown text) of every cell with a figure."""
        place = None
        for tag, attributes, shown in self.page.elements:
            if tag == "td" and "data-figure" in attributes:
                place = attributes["data-figure"].split("|")
            elif tag == "data":
                yield place, float(attributes["value"]), shown

    def test_every_number_in_a_table_is_one_of_compare(self):
        figures = {}
        for figure in self.answer["figures"]:
            if "assumption" not in figure:
                key = [str(figure.get(name, "")) for name in ("quantity", "case", "against", "arm", "edges", "point")]
                figures.setdefault("|".join(key), figure)
        count = 0
        for labels, value, _ in self.cells():
            if labels[0] == "effectiveness_difference" and labels[1:3] == ["other", "same"]:
                continue  # at the ends of assumptions, below
            figure = figures["|".join(labels)]
            wanted = next(figure[name] for name in ("value", "high", "low") if figure[name] is not None)
            self.assertEqual(value, wanted, labels)
            count += 1
        self.assertGreater(count, 90)

    def test_the_digits_shown_are_those_that_compare_prints(self):
        printed = set(re.findall(r"[<>]? ?[+-]?\d[\d,.]*[kMB]?", self.text))
        printed = {text.replace(" ", "") for text in printed}
        for labels, _, shown in self.cells():
            if "" in labels[4:5] and labels[5] == "" and labels[0] != "effectiveness_difference":
                self.assertIn(shown.replace(" ", "").rstrip("%"), printed, labels)

    def test_the_answer_is_that_of_compare(self):
        self.assertEqual(self.flat("p", class_="lead"), [self.answer["answer"]["claim"]])
        paragraphs = self.flat("p")
        for part in ("contrast", "losses", "removed", "turns"):
            self.assertIn(self.answer["answer"][part], paragraphs)

    def test_texts_of_a_scenario_are_inert(self):
        self.assertEqual(self.page.find("script"), [])
        self.assertEqual([element for element in self.page.elements if any(name.startswith("on") for name in element[1])], [])
        self.assertEqual(self.page.find("img"), [])
        self.assertEqual(self.flat("h1"), [HOSTILE_TITLE])
        self.assertEqual(self.flat("p", class_="question"), [HOSTILE_QUESTION])
        self.assertIn(HOSTILE_SOURCE, [element[2] for element in self.page.find("td", class_="text")])

    def test_nothing_is_fetched_and_the_policy_forbids_it(self):
        for tag, attributes, _ in self.page.elements:
            for name in ("href", "src", "srcset", "action", "data", "poster"):
                if name in attributes and not (tag == "data" and name == "value"):
                    self.assertRegex(attributes[name], r"^(#|data:)", (tag, name))
        policy = self.page.find("meta", http_equiv="Content-Security-Policy")[0][1]["content"]
        self.assertTrue(policy.startswith("default-src 'none'; style-src 'sha256-"), policy)
        self.assertNotIn("unsafe", policy)
        self.assertNotIn("@import", self.html)
        self.assertNotRegex(self.html, r"url\((?!#)")

    def test_elements_are_closed_and_names_are_unique(self):
        self.assertEqual(self.page.mistakes, [])
        names = [attributes["id"] for _, attributes, _ in self.page.elements if "id" in attributes]
        self.assertEqual(len(names), len(set(names)))
        for _, attributes, _ in self.page.elements:
            for reference in ("aria-labelledby", "aria-describedby"):
                for name in attributes.get(reference, "").split():
                    self.assertIn(name, names)
            if attributes.get("href", "").startswith("#") and attributes["href"] != "#":
                self.assertIn(attributes["href"][1:], names)
        self.assertEqual([tag for tag, attributes, _ in self.page.elements if "style" in attributes], [])

    def test_every_picture_is_told_in_words_and_can_be_saved_as_numbers(self):
        figures = self.page.find("figure")
        names = [element[1]["id"] for element in figures]
        for name in ("curves-mitigated", "losses", "exceedance-mitigated", "differences", "effectiveness", "tornado",
                     "attribution-1", "sensitivity"):
            self.assertIn(name, names)
        for name in names:
            words = self.page.find("p", id=f"{name}-desc")[0][2]
            self.assertGreater(len(words), 60, name)
            self.assertRegex(words, r"\d", name)
        links = self.page.find("a", class_="download")
        self.assertEqual(len(links), len(figures) + 1)  # and the scenario

    def test_every_figure_of_the_scenario_is_listed_as_it_was_run(self):
        rows = dict(re.findall(r'<th role="rowheader"[^>]*>(.*?)</th><td role="cell">(.*?)</td>', self.html))
        rows = {name.replace("<wbr>", ""): value for name, value in rows.items()}
        self.assertEqual(rows["mitigations.testing.detection_probability"], "0.625")  # the file's own
        self.assertEqual(rows["ordinary_restoration.spares_share"], "0.0325")  # the command line's
        self.assertEqual(rows["network.generate.population"], "5,000,000")  # of the file that it extends
        assumptions = self.page.find("div", aria_label="Assumptions")
        self.assertEqual(len(assumptions), 1)
        for path in ("assignment.mixes.line.cabinet.alpha", "threats.campaign.compulsion.compliance_probability"):
            self.assertIn(path, assumptions[0][2])

    def test_the_page_says_how_to_compute_it_again(self):
        text = " ".join(self.flat("code"))
        self.assertIn("hedgerow run scenario.yaml --replications 40 --seed 7 --set ordinary_restoration.spares_share=0.0325", text)
        self.assertIn("7", self.flat("dd"))
        self.assertIn("40 of each case, with and without the mitigations, on the same random numbers", self.flat("dd"))

    def test_the_same_result_gives_the_same_page(self):
        again = self.home / "again.html"
        self.assertEqual(hedgerow("report", self.result, "-o", again).returncode, DONE)
        self.assertEqual(again.read_text(encoding="utf-8"), self.html)

    def test_an_installed_program_finds_its_package(self):
        build = pathlib.Path(PROGRAM).resolve().parent
        prefix = self.home / "prefix"
        subprocess.run(["cmake", "--install", str(build), "--prefix", str(prefix)], check=True, capture_output=True)
        page = self.home / "installed.html"
        result = hedgerow("report", self.result, "-o", page, program=prefix / "bin" / "hedgerow", folder=self.home)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertEqual(page.read_text(encoding="utf-8"), self.html)


class WithoutClaim(FolderTest):
    def test_a_scenario_without_a_claim_has_an_answer_all_the_same(self):
        text = self.scenario.read_text()
        self.scenario.write_text(text[:text.index("claim:")])
        result = self.run_small("plain.h5", "-n", "5")
        page = self.folder / "plain.html"
        report = hedgerow("report", result, folder=self.folder)  # the page's name is the result's
        self.assertEqual(report.returncode, DONE, report.stderr)
        lead = Page(page.read_text(encoding="utf-8")).find("p", class_="lead")[0][2]
        figure = next(f for f in json.loads(hedgerow("compare", "-f", "json", result).stdout)["figures"]
                      if f["quantity"] == "effectiveness" and f["case"] == "one")
        self.assertIn(f"in one {100 * figure['value']:.1f} %", lead)
        self.assertEqual(self.files(), ["plain.h5", "plain.html"])


class Failures(FolderTest):
    def report(self, *arguments, **environment):
        return subprocess.run([PROGRAM, "report", *map(str, arguments)], capture_output=True, text=True, cwd=self.folder,
                              env={**os.environ, **environment}, stdin=subprocess.DEVNULL, timeout=60)

    def fake_package(self, body):
        folder = self.folder / "fake" / "hedgerow" / "report"
        folder.mkdir(parents=True)
        (folder.parent / "__init__.py").write_text("")
        (folder / "__init__.py").write_text("")
        (folder / "__main__.py").write_text(body)
        return str(self.folder / "fake")

    def test_what_is_no_result_is_named_and_nothing_is_written(self):
        (self.folder / "text.h5").write_text("so it goes")
        for name in ("text.h5", "absent.h5"):
            result = self.report(name, "-o", "page.html")
            self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
            self.assertIn(name, result.stderr)
            self.assertNotIn("Traceback", result.stderr)
        self.assertEqual(self.files(), ["text.h5"])

    def test_a_missing_module_is_answered_with_the_packages(self):
        (self.folder / "some.h5").write_text("")
        fake = self.fake_package("raise SystemExit(3)")
        result = self.report("some.h5", HEDGEROW_PYTHON_PATH=fake)
        self.assertEqual(result.returncode, FAILED)
        for name in ("apt-get install", "python3-matplotlib", "python3-xarray", "python3-yaml"):
            self.assertIn(name, result.stderr)
        self.assertEqual(self.files(), ["fake", "some.h5"])

    def test_a_failure_leaves_the_page_that_was_there(self):
        (self.folder / "some.h5").write_text("")
        (self.folder / "some.html").write_text("precious")
        fake = self.fake_package("import sys; open(sys.argv[2], 'w').write('half'); sys.exit(1)")
        self.assertEqual(self.report("some.h5", HEDGEROW_PYTHON_PATH=fake).returncode, FAILED)
        self.assertEqual((self.folder / "some.html").read_text(), "precious")
        self.assertEqual(self.files(), ["fake", "some.h5", "some.html"])

    def test_a_wrong_package_folder_is_named(self):
        (self.folder / "some.h5").write_text("")
        result = self.report("some.h5", HEDGEROW_PYTHON_PATH="/nowhere")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("HEDGEROW_PYTHON_PATH is `/nowhere`", result.stderr)

    def test_modules_of_the_folder_are_not_taken_for_pythons(self):
        (self.folder / "some.h5").write_text("")
        (self.folder / "numpy.py").write_text("raise SystemExit(0)")
        result = self.report("some.h5", "-o", "page.html", PYTHONPATH=str(self.folder))
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)

    def test_a_folder_is_no_page(self):
        (self.folder / "some.h5").write_text("")
        self.assertEqual(self.report("some.h5", "-o", ".").returncode, BAD_INPUT)
        self.assertEqual(self.files(), ["some.h5"])


if __name__ == "__main__":
    unittest.main()

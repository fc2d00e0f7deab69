"""The schema and the reference are what the program prints, and the schema knows right files from wrong ones."""
import re
import unittest

import jsonschema
import yaml

from schema_support import SCHEMA, complaints, load
from support import BAD_INPUT, DATA, DONE, SOURCE, FolderTest, hedgerow

SCENARIOS = sorted((SOURCE / "scenarios").glob("*.yaml"))
BROKEN = sorted((DATA.parent / "broken").glob("*.yaml"))
MODELINE = "# yaml-language-server: $schema=schema.json\n"
SEEN = "# the schema sees it too\n"
RENEW = "renew it with .ci/print-keys"

# text of the small scenario, and what may stand there as well
VARIANTS = [
    ("horizon_hours: 1500", "horizon_hours: 1.5e3"),
    ("site_exponent: 0.8", "site_exponent: {value: 0.8, note: a guess, source: nobody}"),
    ("site_exponent: 0.8", "site_exponent: {value: 0.8, range: [0.5, 1], assumption: true}"),
    ("bravo: {jurisdiction: BB}", "bravo: {exposure: {BB: 1, CC: {value: 0.2, source: staff there}}}"),
    ("{lognormal: {median: 8, p90: 24}}", "8"),
    ("{lognormal: {median: 8, p90: 24}}", "{value: 8, range: [2, 20], assumption: true}"),
    ("{lognormal: {median: 8, p90: 24}}", "{constant: 8}"),
    ("{lognormal: {median: 8, p90: 24}}", "{exponential: 8}"),
    ("{lognormal: {median: 8, p90: 24}}", "{exponential: {mean: {value: 8, range: [2, 20], assumption: true}}, source: x}"),
    ("{lognormal: {median: 8, p90: 24}}", "{uniform: [4, {value: 12, source: x}]}"),
    ("{lognormal: {median: 8, p90: 24}}", "{weibull: {scale: 8, shape: 2}}"),
    ("{lognormal: {median: 8, p90: 24}}", "{gamma: {mean: 8, shape: 2}}"),
    ("{lognormal: {median: 8, p90: 24}}", "{triangular: [2, 8, 20]}"),
    ("  one: {}", "  one:"),
    ("from: {exposed_to: AA}", "from: [alpha, again]"),
    ("  failover: {}", "  failover: {on: false}"),
    ("- {by_own_vendor: true, share", "- {by: carol, operators: [red], share"),
    ("  one: {}", "  one: {threats: [campaign]}"),
    ("  failover: {}", "  failover: {note: rings, source: plans}"),
    ("assumption_checks: {replications: 20}\n", ""),
]


class Keys(FolderTest):
    def printed(self, option):
        result = hedgerow("check", option)
        self.assertEqual((result.returncode, result.stderr), (DONE, ""))
        return result.stdout

    def test_the_schema_in_the_tree_is_what_the_program_prints(self):
        self.assertEqual((SOURCE / "scenarios" / "schema.json").read_text(), self.printed("--schema"), RENEW)

    def test_the_reference_in_the_tree_is_what_the_program_prints(self):
        readme = (SOURCE / "scenarios" / "README.md").read_text()
        found = re.search(r"^<!-- reference: [^\n]*-->\n\n(.*?)^<!-- end of the reference -->$", readme, re.M | re.S)
        self.assertEqual(found.group(1), self.printed("--reference"), RENEW)

    def test_printing_takes_no_scenario_and_a_check_takes_one(self):
        for arguments in (["--schema", self.scenario], ["--schema", "--reference"], []):
            self.assertEqual(hedgerow("check", *arguments).returncode, BAD_INPUT, arguments)

    def test_the_schema_is_one(self):
        jsonschema.Draft7Validator.check_schema(SCHEMA)
        used = set(re.findall(r'"#/definitions/([^"]+)"', str(SCHEMA).replace("'", '"')))
        self.assertEqual(used, set(SCHEMA["definitions"]))

    def test_every_key_says_what_it_means(self):
        def walk(schema, path):
            for name, inner in schema.get("properties", {}).items():
                if name not in ("source", "note", "value"):
                    self.assertTrue(inner.get("description") or "$ref" in inner or "type" in inner, path + [name])
                walk(inner, path + [name])
            for deeper in ("items", "additionalProperties"):
                if isinstance(schema.get(deeper), dict):
                    walk(schema[deeper], path + [deeper])

        walk(SCHEMA["definitions"]["scenario"], [])
        for name, inner in SCHEMA["definitions"]["scenario"]["properties"].items():
            self.assertIn("$ref" if name in ("source", "note") else "description", inner, name)

    def test_scenarios_of_the_tree_name_the_schema_and_fit_it(self):
        self.assertGreaterEqual(len(SCENARIOS), 2)
        for path in SCENARIOS:
            with self.subTest(path.name):
                self.assertTrue(path.read_text().startswith(MODELINE))
                self.assertEqual(complaints(path.read_text()), [])

    def test_every_form_that_the_program_reads_fits_the_schema(self):
        original = self.scenario.read_text()
        self.assertEqual(complaints(original), [])
        for old, new in VARIANTS:
            with self.subTest(new):
                self.assertEqual(original.count(old), 1)
                text = original.replace(old, new)
                self.scenario.write_text(text)
                result = hedgerow("check", self.scenario)
                self.assertEqual(result.returncode, DONE, result.stderr)
                self.assertEqual(complaints(text), [])

    def test_changes_of_another_file_fit_the_schema(self):
        change = self.folder / "change.yaml"
        text = ("extends: small.yaml\nreplications: 5\nclaim: null\nmitigations:\n  monitoring: null\n"
                "  testing: {detection_probability: {value: 0.4}}\n"
                "ordinary_restoration: {diagnosis_hours: !replace {constant: 4}}\n"
                "cases: !replace {one: {}, two: {base: one, changes: [{to: again, share: 0.1, roles: [ran_site], from: [bravo], source: x}]}}\n")
        change.write_text(text)
        result = hedgerow("check", change)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertEqual(complaints(text), [])
        self.assertNotEqual(complaints(text.replace("replications: 5", "replicatoins: 5")), [])
        self.assertNotEqual(complaints(text.replace("from: [bravo], ", "")), [])  # what a list holds is whole

    def test_the_schema_sees_the_broken_files_that_say_so(self):
        seen = 0
        for path in BROKEN:
            if path.name.startswith("valid"):
                continue
            text = path.read_bytes()
            try:
                load(text)
            except (yaml.YAMLError, ValueError):
                continue  # nothing to hold against a schema
            with self.subTest(path.name):
                found = complaints(text)
                says = text.decode().endswith(SEEN)
                self.assertEqual(found != [], says, found)
                seen += says
        self.assertGreaterEqual(seen, 100)


if __name__ == "__main__":
    unittest.main()

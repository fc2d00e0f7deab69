"""Every mistake is named with file, line and column where there is one; exit status 2; nothing is written."""
import os
import re
import unittest

from support import BAD_INPUT, DONE, FolderTest, hedgerow

# what it is, text of the small scenario, what stands there instead, words of the message
FAULTS = [
    ("unknown key at the top", "horizon_hours: 1500", "horizont_hours: 1500", "did you mean `horizon_hours`"),
    ("unknown key in a vendor", "{jurisdiction: BB}", "{jurisdicton: BB}", "did you mean `jurisdiction`"),
    ("unknown key in the generator", "    site_exponent: 0.8", "    site_exponnent: 0.8", "did you mean `site_exponent`"),
    ("unknown key in an operator", "        ran_sites: 700", "        ran_sties: 700", "did you mean `ran_sites`"),
    ("unknown role in functions", "          packet_core: {instances: 2, capacity_share: 0.7}\n          subscriber_db: {instances: 2,",
     "          packed_core: {instances: 2, capacity_share: 0.7}\n          subscriber_db: {instances: 2,", "packet_core"),
    ("unknown key in a service", "headline: true}\n  mobile_voice", "headlines: true}\n  mobile_voice", "headline"),
    ("unknown key in a change", "share_of_from: 1,", "share_off_from: 1,", "share_of_from"),
    ("unknown key in a threat", "update: {rollout_window_hours: 200,", "update: {rollout_hours: 200,", "rollout"),
    ("implants without an effect", "      sabotage: {activation_probability: 0.8, bricking_probability: 0.1}\n", "", "effect"),
    ("sabotage without a trigger", "      trigger: {after_order_hours: {lognormal: {median: 400, p90: 700}}}\n", "", "trigger"),
    ("a trigger without a time", "trigger: {after_order_hours: {lognormal: {median: 400, p90: 700}}}", "trigger: {}", "after_order_hours"),
    ("an unknown mode of a trigger", "trigger: {after_order_hours", "trigger: {mode: one_by_one, after_order_hours", "vendor_by_vendor"),
    ("vendor by vendor without delays", "trigger: {after_order_hours", "trigger: {mode: vendor_by_vendor, after_order_hours",
     "vendor_delay_hours"),
    ("vendor by vendor without a word on discoveries", "trigger: {after_order_hours: {lognormal: {median: 400, p90: 700}}}",
     "trigger: {mode: vendor_by_vendor, after_discovery_hours: 3}", "discovery_triggers"),
    ("a delay of vendors that strike together", "trigger: {after_order_hours", "trigger: {vendor_delay_hours: 3, after_order_hours",
     "mode: vendor_by_vendor"),
    ("a trigger that nothing waits for", "      sabotage: {activation_probability: 0.8, bricking_probability: 0.1}\n",
     "      espionage: {starts: installation}\n", "nothing waits"),
    ("espionage that starts when sabotage strikes", "      sabotage: {activation_probability: 0.8",
     "      espionage: {starts: trigger}\n      sabotage: {activation_probability: 0.8", "no time before"),
    ("an unknown start of espionage", "      sabotage: {activation_probability: 0.8, bricking_probability: 0.1}\n",
     "      espionage: {starts: soon}\n", "installation"),
    ("an order that holds for nobody", "      order_hours: 0\n",
     "      order_hours: 0\n      order: {probability: 0.5, holds: some}\n", "any_state"),
    ("two probabilities that any state acts", "      sabotage: {activation_probability: 0.8, bricking_probability: 0.1}\n",
     "      sabotage: {activation_probability: 0.8, bricking_probability: 0.1}\n"
     "      order: {probability: 0.3, holds: any_state}\n"
     "  second:\n    compulsion: {source: made up, state: BB, order: {probability: 0.2, holds: any_state}, order_hours: 0,"
     " compliance_probability: 1, compliance_correlation: 0, preparation_hours: 0, withdrawal: {delay_hours: 0}}\n",
     "any state acts"),
    ("sabotage by withdrawal alone", "      sabotage: {activation_probability: 0.8, bricking_probability: 0.1}\n",
     "      sabotage: {activation_probability: 0.8, bricking_probability: 0.1}\n"
     "  second:\n    compulsion: {source: made up, state: BB, order_hours: 0, compliance_probability: 1,"
     " compliance_correlation: 0, preparation_hours: 0, withdrawal: {delay_hours: 0}, trigger: {after_order_hours: 1},"
     " sabotage: {activation_probability: 1, bricking_probability: 0}}\n", "channel that implants"),
    ("unknown threat", "    compulsion:\n      source", "    compulsio:\n      source", "compulsion"),
    ("unknown key in restoration", "  spares_share: 0.02", "  spare_share: 0.02", "spares_share"),
    ("unknown mitigation", "  monitoring: {", "  monitorring: {", "monitoring"),
    ("unknown key in a mitigation", "stop_probability: 0.8,", "stop_probabilty: 0.8,", "stop_probability"),
    ("unknown key in the claim", "other_state: other,", "other_sate: other,", "other_state"),
    ("unknown key in a figure", "{value: 0.9, range: [0.5, 1.0], assumption: true}",
     "{value: 0.9, rnage: [0.5, 1.0], assumption: true}", "range"),
    ("unknown vendor in a mix", "{alpha: 0.5, bravo: rest}", "{alpha: 0.5, brava: rest}", "bravo"),
    ("unknown vendor in a change", "- {to: again,", "- {to: agian,", "again"),
    ("unknown vendor in instead_of", "instead_of: {again: bravo}", "instead_of: {again: brvo}", "bravo"),
    ("unknown state of a vendor", "  carol: {jurisdiction: CC}", "  carol: {jurisdiction: CD}", "CC"),
    ("unknown state of a threat", "      state: AA", "      state: XX", "AA"),
    ("unknown state in exposed_to", "from: {exposed_to: AA}", "from: {exposed_to: AB}", "AA"),
    ("unknown state of the claim", "claim: {state: AA,", "claim: {state: ZZ,", "AA"),
    ("unknown role in a change", "roles: [ran_site, cabinet, exchange, aggregation], from", "roles: [ran_sit, cabinet], from",
     "ran_site"),
    ("unknown role in a service", "requires: [voice_core, subscriber_db]", "requires: [voice_cor, subscriber_db]", "voice_core"),
    ("unknown base case", "  same:\n    base: one", "  same:\n    base: onne", "one"),
    ("unknown case in the claim", "same_state: same,", "same_state: sam,", "same"),
    ("unknown operator in a mix", "    blue:\n      ran_site: {alpha", "    blu:\n      ran_site: {alpha", "blue"),
    ("unknown operator in site sharing", "operators: [red, blue]", "operators: [red, blve]", "blue"),
    ("unknown transport", "        transport: line", "        transport: lime", "line"),
    ("unknown rule", "  rule: regional", "  rule: regionall", "regional"),
    ("unknown unit", "  unit: nodes", "  unit: node", "nodes"),
    ("unknown scope", "    scope: vendor", "    scope: vendors", "vendor"),
    ("unknown distribution", "{lognormal: {median: 8, p90: 24}}", "{lognormall: {median: 8, p90: 24}}", "lognormal"),
    ("missing parameter of a distribution", "{lognormal: {median: 8, p90: 24}}", "{lognormal: {median: 8}}", "p90"),
    ("p90 below the median", "{lognormal: {median: 8, p90: 24}}", "{lognormal: {median: 8, p90: 4}}", "p90"),
    ("negative time", "{lognormal: {median: 4, p90: 10}}", "{constant: -4}", "-4"),
    ("negative mean", "{exponential: {mean: 100}}", "{exponential: {mean: -100}}", "-100"),
    ("negative horizon", "horizon_hours: 1500", "horizon_hours: -5", "-5"),
    ("no horizon", "horizon_hours: 1500", "horizon_hours: 0", "horizon_hours"),
    ("a word for a number", "horizon_hours: 1500", "horizon_hours: long", "number"),
    ("a list for a number", "horizon_hours: 1500", "horizon_hours: [1500]", "horizon_hours"),
    ("not a number", "horizon_hours: 1500", "horizon_hours: .nan", "horizon_hours"),
    ("infinite", "horizon_hours: 1500", "horizon_hours: .inf", "horizon_hours"),
    ("a fraction of a replication", "replications: 60", "replications: 6.5", "whole"),
    ("no replications", "replications: 60", "replications: 0", "replications"),
    ("probability above one", "discovery_probability: 0.001}", "discovery_probability: 1.5}", "1.5"),
    ("share below nothing", "implanted_share: 0.02", "implanted_share: -0.02", "-0.02"),
    ("shares above one", "{alpha: 0.5, bravo: rest}", "{alpha: 0.7, bravo: 0.5}", "1.2"),
    ("shares below one", "{alpha: 0.4, bravo: 0.3, carol: rest}", "{alpha: 0.4, bravo: 0.3, carol: 0.2}", "0.9"),
    ("two rests", "{alpha: 0.4, bravo: 0.3, carol: rest}", "{alpha: 0.4, bravo: rest, carol: rest}", "rest"),
    ("more than there is", "- {to: again, share: 0.2,", "- {to: again, share: 0.95,", "share"),
    ("base outside its range", "{value: 0.9, range: [0.5, 1.0], assumption: true}",
     "{value: 0.4, range: [0.5, 1.0], assumption: true}", "range"),
    ("range upside down", "{value: 0.9, range: [0.5, 1.0], assumption: true}",
     "{value: 0.9, range: [1.0, 0.5], assumption: true}", "range"),
    ("assumption without a range", "{value: 0.9, range: [0.5, 1.0], assumption: true}", "{value: 0.9, assumption: true}", "range"),
    ("range beyond what is possible", "{value: 0.9, range: [0.5, 1.0], assumption: true}",
     "{value: 0.9, range: [0.5, 1.7], assumption: true}", "1.7"),
    ("range that makes shares not add up", "{value: 0.4, range: [0.2, 0.6], assumption: true}, bravo: rest",
     "{value: 0.4, range: [0.2, 0.6], assumption: true}, bravo: 0.6", "0.2"),
    ("range that asks for more than there is", "- {to: again, share: 0.2,",
     "- {to: again, share: {value: 0.2, range: [0.1, 0.99], assumption: true},", "at most"),
    ("key twice", "seed: 7", "seed: 7\nseed: 8", "duplicate key"),
    ("state twice", "states: [AA, BB, CC]", "states: [AA, BB, AA]", "AA"),
    ("no states", "states: [AA, BB, CC]", "states: []", "unknown name `AA`; known: none"),
    ("no users", "        users: 1500000", "        users: 0", "users"),
    ("negative nodes", "        cabinets: 1500", "        cabinets: -1500", "-1500"),
    ("half a node", "        cabinets: 1500", "        cabinets: 1500.5", "whole"),
    ("no place table", "    places: places.csv", "    places: nowhere.csv", "nowhere.csv"),
    ("no title", "title: A small nation\n", "", "title"),
    ("a required part is missing", "claim: {state: AA, baseline: one, same_state: same, other_state: other, removed: none}",
     "claim: {state: AA, baseline: one, same_state: same}", "other_state"),
    ("service without a requirement", "requires: [emergency_gateway], any_operator", "requires: [], any_operator", "requires"),
    ("service without users", "{access: [cabinet], requires: [internet_gateway], headline: true}",
     "{access: [oss], requires: [internet_gateway], headline: true}", "fixed_broadband"),
    ("text that is no YAML", "services:\n", "services: {\n", ""),
    ("a tab for indentation", "  mobile_voice: {", "\tmobile_voice: {", ""),
    ("an unclosed quote", "title: A small nation", 'title: "A small nation', ""),
    ("an unknown anchor", "  failover: {}", "  failover: *nothing", ""),
    ("a list at the top", None, "- 1\n- 2\n", ""),
    ("an empty file", None, "", ""),
    ("only a comment", None, "# nothing\n", ""),
]

# found where it is missed, not where it should stand
ANYWHERE = ("implants without an effect", "sabotage without a trigger", "a trigger that nothing waits for",
            "espionage that starts when sabotage strikes", "no title", "no states", "a required part is missing", "an unclosed quote", "text that is no YAML")

# what it is, text of the place table, what stands there instead, row, words of the message
TABLE_FAULTS = [
    ("no population column", "name,lat,lon,population", "name,lat,lon,people", 1, "population"),
    ("a word for a latitude", "Westham,51.45,", "Westham,north,", 3, "north"),
    ("a latitude beyond the pole", "Westham,51.45,", "Westham,151.45,", 3, "151.45"),
    ("a longitude beyond the world", "Eastby,52.63,1.29", "Eastby,52.63,361.29", 4, "361.29"),
    ("a negative population", "Farness,57.48,-4.22,60000", "Farness,57.48,-4.22,-60000", 7, "-60000"),
    ("a row too short", "Farness,57.48,-4.22,60000", "Farness,57.48", 7, ""),
    ("not a number", "Capital,51.51,", "Capital,nan,", 8, "nan"),
    ("an empty table", None, "name,lat,lon,population\n", None, "no"),
    ("an empty file", None, "", None, ""),
]


class BadInput(FolderTest):
    def fails(self, arguments, what, **how):
        """Exit status 2, a message, and nothing written besides what was there."""
        before = self.files()
        result = hedgerow(*arguments, **how)
        self.assertEqual(result.returncode, BAD_INPUT, f"{what}: {result.stdout}{result.stderr}")
        self.assertEqual(result.stdout, "", what)
        self.assertNotEqual(result.stderr, "", what)
        self.assertEqual(self.files(), before, what)
        return result.stderr

    def test_every_fault_of_a_scenario_is_named_at_its_line(self):
        original = self.scenario.read_text()
        for what, old, new, words in FAULTS:
            with self.subTest(what):
                if old is None:
                    text, first, last = new, 1, max(1, new.count("\n") + 1)
                else:
                    self.assertEqual(original.count(old), 1, f"`{old}` must stand in the scenario once")
                    text = original.replace(old, new)
                    first = original[: original.index(old)].count("\n") + 1
                    last = first + max(old.count("\n"), new.count("\n"))
                    if what in ANYWHERE:
                        first, last = 1, text.count("\n") + 1  # found where it is missed
                self.scenario.write_text(text)
                for command in (["run", "-q", "-o", self.folder / "out.h5"], ["check"]):
                    message = self.fails([*command, self.scenario], what)
                    if command[0] == "run":
                        lines = [int(line) for line in
                                 re.findall(re.escape(str(self.scenario)) + r":(\d+):\d+: ", message)]
                        self.assertTrue(any(first <= line <= last for line in lines),
                                        f"none of {lines} is from {first} to {last}: {message}")
                    self.assertIn(words, message)

    def test_every_fault_of_a_place_table_is_named_at_its_row(self):
        table = self.folder / "places.csv"
        original = table.read_text()
        for what, old, new, row, words in TABLE_FAULTS:
            with self.subTest(what):
                self.assertTrue(old is None or original.count(old) == 1)
                table.write_text(new if old is None else original.replace(old, new))
                message = self.fails(["run", "-q", "-o", self.folder / "out.h5", self.scenario], what)
                self.assertIn("places.csv", message)
                self.assertIn(words, message)
                if row is not None:
                    self.assertRegex(message, rf"places\.csv:{row}:\d+:")

    def test_all_mistakes_are_reported_not_the_first(self):
        text = self.scenario.read_text()
        for old, new in (("horizon_hours: 1500", "horizon_hours: -1"), ("stop_probability: 0.8", "stop_probability: 8"),
                         ("{alpha: 0.5, bravo: rest}", "{alpha: 0.5, nobody: rest}")):
            text = text.replace(old, new)
        self.scenario.write_text(text)
        message = self.fails(["check", self.scenario], "three mistakes")
        self.assertGreaterEqual(len(re.findall(r"small\.yaml:\d+:\d+:", message)), 3, message)

    def test_binary_rubbish_is_refused(self):
        self.scenario.write_bytes(bytes(range(256)) * 40)
        self.fails(["run", "-q", self.scenario], "bytes")
        self.scenario.write_bytes(b"title: x\0y\n")
        self.fails(["run", "-q", self.scenario], "a zero byte")
        self.scenario.write_bytes(b"title: \xff\xfe\n")
        self.fails(["run", "-q", self.scenario], "not UTF-8")

    def test_deep_nesting_is_refused(self):
        self.scenario.write_text("title: " + "[" * 5000 + "]" * 5000 + "\n")
        self.fails(["check", self.scenario], "deep nesting")

    def test_a_missing_scenario_is_named(self):
        self.assertIn("absent.yaml", self.fails(["run", self.folder / "absent.yaml"], "absent"))
        self.assertIn("absent.yaml", self.fails(["check", self.folder / "absent.yaml"], "absent"))
        self.fails(["run", self.folder], "a folder")

    def test_a_result_that_cannot_be_written_is_found_before_the_work(self):
        locked = self.folder / "locked"
        locked.mkdir(mode=0o555)
        (self.folder / "blocked.h5").mkdir()
        (self.folder / "file").write_text("")
        places = [self.folder / "no-such-folder" / "out.h5", self.folder / "blocked.h5", self.folder / "file" / "out.h5",
                  "/proc/out.h5", self.folder / ("x" * 300 + ".h5"), self.folder / ("y/" * 3000 + "out.h5"), "/dev/null"]
        if os.geteuid() != 0:
            places.append(locked / "out.h5")
        for place in places:
            with self.subTest(str(place)[:80]):
                self.fails(["run", "-q", "-o", place, self.scenario], str(place)[:80])
        self.assertEqual(list((self.folder / "blocked.h5").iterdir()), [])

    def test_options_out_of_range_are_wrong_usage(self):
        for options in (["-n", "0"], ["-n", "-3"], ["-n", "many"], ["-n", "1e3"], ["-n", "99999999999999999999"], ["-t", "0"],
                        ["-t", "x"], ["-t", "99999"], ["--seed", "-1"], ["--seed", "x"], ["--seed", "18446744073709551617"],
                        ["--set", "horizon_hours"], ["--set", "no.such.key=1"], ["--set", "cases.same.changes.7.share=0.1"],
                        ["--set", "horizon_hours=x"], ["--set", "=1"], ["--set", "horizon_hours="]):
            with self.subTest(" ".join(options)):
                self.fails(["run", "-q", *options, "-o", self.folder / "out.h5", self.scenario], options)

    def test_two_scenarios_at_a_time_are_wrong_usage(self):
        self.fails(["run", self.scenario, self.scenario], "two")
        self.fails(["check", self.scenario, self.scenario], "two")

    def test_the_unchanged_scenario_has_no_fault(self):
        self.assertEqual(hedgerow("check", self.scenario).returncode, DONE)


if __name__ == "__main__":
    unittest.main()

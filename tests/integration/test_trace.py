"""hedgerow trace: one replication replayed exactly, as text and as JSON lines, and the worst of a result file."""
import json
import unittest

import h5py
import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, FAILED, IS_WHOLE, NATIONAL, SOURCE, FolderTest, hedgerow

HELLO = SOURCE / "scenarios" / "hello.yaml"
CASES, ARMS = ("one", "same", "other", "none"), ("mitigated", "unmitigated")
MARK = "Number "


class Trace(FolderTest):
    def trace(self, *options, scenario=None):
        result = hedgerow("trace", *options, scenario or self.scenario)
        self.assertEqual((result.returncode, result.stderr), (DONE, ""), options)
        return result.stdout

    def lines(self, *options, **how):
        return [json.loads(line) for line in self.trace("--format", "json", *options, **how).splitlines()]

    def refuse(self, words, *options, scenario=None, status=BAD_INPUT):
        result = hedgerow("trace", *options, *([scenario or self.scenario] if scenario is not False else []))
        self.assertEqual((result.returncode, result.stdout), (status, ""), options)
        self.assertIn(words, result.stderr)

    def losses(self, path, engine="h5netcdf"):
        with xr.open_dataset(path, engine=engine) as result:
            return result.lost_headline_user_hours.load()

    # ---- one replication ----

    def test_json_lines_are_in_order_and_their_served_users_integrate_to_the_record(self):
        record = self.losses(self.run_small("out.h5", "-n", "4"))
        lost = 0
        for case in CASES:
            for arm in ARMS:
                for k in range(4):
                    lines = self.lines("--case", case, "--arm", arm, "--replication", k)
                    times = [line["time_hours"] for line in lines]
                    self.assertEqual(times, sorted(times))
                    self.assertEqual((lines[0]["kind"], lines[-1]["kind"]), ("start", "end"))
                    users = lines[0]["headline_users"]
                    steps = sum((users - a["served_users"]) * (b["time_hours"] - a["time_hours"])
                                for a, b in zip(lines, lines[1:]))
                    expected = float(record.sel(case=case, arm=arm, replication=k))
                    self.assertEqual(lines[-1]["lost_headline_user_hours"], expected)
                    self.assertAlmostEqual(steps, expected, delta=1e-9 * max(expected, 1))
                    lost += expected > 0
        self.assertGreater(lost, 8)

    def test_a_summary_ends_at_the_same_loss_in_fewer_lines(self):
        every = self.lines("-c", "same", "-k", "1")
        fewer = self.lines("-c", "same", "-k", "1", "--summary")
        self.assertLess(len(fewer), len(every) / 3)
        self.assertEqual(fewer[-1], every[-1])
        self.assertTrue(all(line["since_hours"] <= line["time_hours"] for line in fewer if "since_hours" in line))

    def test_text_fits_a_terminal_and_all_of_it_is_longer(self):
        text = self.trace("-c", "same", "-k", "1")
        every = self.trace("-c", "same", "-k", "1", "--all")
        self.assertLessEqual(max(map(len, (text + every).splitlines())), 80)
        self.assertGreater(len(every), 3 * len(text))
        self.assertIn("AA strikes through alpha", " ".join(text.split()))
        self.assertIn("3,700,000", text)

    def test_hello_tells_the_ten_nodes_story(self):
        text = " ".join(self.trace("--case", "one", "--arm", "unmitigated", "--replication", "1", scenario=HELLO).split())
        before = -1
        for words in ("AA gives its order", "alpha obeys AA", "alpha implants north of red",
                      "100.0 3,000 25.0 % AA strikes through alpha", "north of red is disabled",
                      "110.0 3,000 25.0 % red knows what is the matter with 1 node",
                      "115.0 4,000 0.0 % an engineer restores north of red", "500.0 4,000 0.0 % the horizon"):
            self.assertGreater(text.find(words), before, words)
            before = text.find(words)

    def test_set_and_seed_change_what_is_replayed(self):
        plain = self.lines("-c", "same", "-k", "1")
        self.assertNotEqual(self.lines("-c", "same", "-k", "1", "--seed", "8")[-1], plain[-1])
        self.assertEqual(self.lines("-c", "same", "-k", "1", "--set", "threats={}")[-1]["lost_headline_user_hours"], 0)

    def test_exposed_users_are_told_where_somebody_can_listen(self):
        lines = self.lines("-c", "same", "-k", "0", "-a", "unmitigated",
                           "--set", "threats.campaign.compulsion.espionage={}")
        self.assertGreater(max(line["exposed_users"] for line in lines), 0)
        self.assertIn("node_listens", {line["kind"] for line in lines})
        self.assertNotIn("exposed_users", self.lines("-c", "same", "-k", "0")[0])

    @unittest.skipUnless(IS_WHOLE, "the national network is too slow for sanitizers")
    def test_a_national_replication_is_summed_up(self):
        text = self.trace("-c", "plus-zte", "-k", "3", scenario=NATIONAL)
        self.assertLess(len(text.splitlines()), 300)
        self.assertLessEqual(max(map(len, text.splitlines())), 80)

    # ---- the worst of a result ----

    def test_the_worst_are_those_that_numpy_finds(self):
        path = self.run_small("out.h5", "-n", "12")
        record = self.losses(path)
        for arm in ARMS:
            lost = record.sel(arm=arm).transpose("replication", "case")
            order = np.argsort(-lost.values.ravel(), kind="stable")[:5]
            lines = self.lines("--result", path, "--worst", "5", "--arm", arm, "--summary")
            found = [(line["replication"], line["case"], line["lost_headline_user_hours"])
                     for line in lines if line["kind"] == "end"]
            self.assertEqual(found, [(int(i // 4), str(lost.case.values[i % 4]), float(lost.values.ravel()[i])) for i in order])
            self.assertEqual([line["rank"] for line in lines if line["kind"] == "start"], [1, 2, 3, 4, 5])
            one = lost.sel(case="other").values
            lines = self.lines("--result", path, "--worst", "3", "--arm", arm, "--case", "other", "--summary")
            self.assertEqual([line["replication"] for line in lines if line["kind"] == "end"],
                             list(np.argsort(-one, kind="stable")[:3]))

    def test_more_than_there_are_is_all(self):
        path = self.run_small("out.h5", "-n", "2")
        text = self.trace("--result", path, "--worst", "100", "--case", "same")
        self.assertEqual(text.count(MARK), 2)
        self.assertIn("to the last bit", " ".join(text.split()))

    def test_a_chosen_replication_is_held_against_the_result_too(self):
        path = self.run_small("out.h5", "-n", "2", "--seed", "5")
        end = self.lines("--result", path, "-c", "same", "-k", "1", "--seed", "5")[-1]
        self.assertEqual(end["same_in_result"], str(path))
        self.assertEqual(end["lost_headline_user_hours"],
                         float(self.losses(path).sel(case="same", arm="mitigated", replication=1)))

    def test_a_loss_that_differs_in_one_bit_is_a_failure(self):
        path = self.run_small("out.h5", "-n", "2")
        with h5py.File(path, "r+") as file:
            value = file["lost_headline_user_hours"][1, 1, 1]
            self.assertGreater(value, 0)
            file["lost_headline_user_hours"][1, 1, 1] = np.nextafter(value, np.inf)
        self.refuse("another version", "--result", path, "-c", "same", "-a", "unmitigated", "-k", "1", status=FAILED)

    def test_a_result_of_something_else_is_refused(self):
        path = self.run_small("out.h5", "-n", "2")
        worst = ("--result", path, "--worst", "1")
        self.refuse("not a result of this scenario", *worst, "--set", "horizon_hours=1400")
        self.refuse("not a result of this scenario", *worst, scenario=HELLO)
        self.refuse("say --seed 7", *worst, "--seed", "8")
        places = self.folder / "places.csv"
        places.write_text(places.read_text() + "\n")
        self.refuse("places differ", *worst)
        (self.folder / "text.h5").write_text("no result")
        self.refuse("text.h5", "--result", self.folder / "text.h5", "--worst", "1")
        self.refuse("absent.h5", "--result", self.folder / "absent.h5", "--worst", "1")

    # ---- mistakes ----

    def test_bad_usage_prints_nothing_and_exits_with_2(self):
        path = self.run_small("out.h5", "-n", "2")
        for words, options in (("did you mean `same`", ("-c", "smae", "-k", "1")),
                               ("out of range: the scenario has 0 to", ("-c", "same", "-k", "1000000")),
                               ("out of range", ("-c", "same", "-k", "2", "--result", path)),
                               ("whole number", ("-c", "same", "-k", "-1")),
                               ("whole number", ("--result", path, "--worst", "0")),
                               ("which case", ("-k", "1")), ("which replication", ("-c", "same")),
                               ("which replication", ("-k", "1", "--worst", "1", "--result", path)),
                               ("of which result", ("--worst", "1")),
                               ("mitigated or unmitigated", ("-c", "same", "-k", "1", "-a", "both")),
                               ("text or json", ("-c", "same", "-k", "1", "-f", "xml")),
                               ("not both", ("-c", "same", "-k", "1", "--all", "--summary")),
                               ("PATH=VALUE", ("-c", "same", "-k", "1", "--set", "seed"))):
            self.refuse(words, *options)
        self.refuse("which scenario", "-c", "same", "-k", "1", scenario=False)

    def test_a_full_disk_is_a_failure(self):
        for form in ("text", "json"):
            with open("/dev/full", "w", encoding="utf-8") as full:
                result = hedgerow("trace", "-c", "same", "-k", "1", "-f", form, self.scenario, output=full)
            self.assertEqual(result.returncode, FAILED)
            self.assertIn("cannot write", result.stderr)


if __name__ == "__main__":
    unittest.main()

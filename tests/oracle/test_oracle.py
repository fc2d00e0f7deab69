"""The program and an independent second implementation agree, event by event (README.md)."""
import json
import pathlib
import random
import subprocess
import tempfile
import unittest

import h5py

import compare
import draws
import rules
import scenarios

FIRST = 100000  # of the fixed scenarios
COUNT = 350  # in so many, every rule is met often enough
LEAST = 2  # scenarios in which each rule and each kind of event is to be met
FOLDER = pathlib.Path(__file__).resolve().parent


class Oracle(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="hedgerow-oracle-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def test_shared_draws_are_those_of_philox_as_its_paper_defines_it(self):
        draw = random.Random(1)
        for _ in range(300):
            seed, words = draw.getrandbits(64), [draw.getrandbits(32) for _ in range(4)]
            purpose, number = draw.choice(sorted(draws.PURPOSES.items()))
            expected = draws.philox_pair(seed, words[0], number, words[1], words[2])
            self.assertEqual(draws.Draws(seed, words[0]).pair(purpose, words[1], words[2]), expected)

    def test_random_scenarios_agree_event_by_event(self):
        tally = compare.agree(FIRST, compare.scaled(COUNT), self.folder, print)
        print(tally)
        self.assertEqual(tally.differing, [])
        self.assertGreater(tally.events, 40 * tally.scenarios)
        self.assertEqual({name for name in tally.met if " " in name} - set(rules.RULES), set())
        if tally.scenarios >= COUNT:
            rare = {name: tally.met[name] for name in [*rules.RULES, *rules.EVENTS] if tally.met[name] < LEAST}
            self.assertEqual(rare, {})

    def test_scenarios_that_taught_something_agree(self):
        paths = sorted((FOLDER / "cases").glob("*.yaml"))
        self.assertGreater(len(paths), 5)
        for path in paths:
            scenario = json.loads(path.read_text(encoding="utf-8"))
            for arm in compare.ARMS:
                for number in range(scenario["replications"]):
                    with self.subTest(path.name, arm=arm, number=number):
                        self.assertIsNone(compare.compare(scenario, str(path), "only", arm, number)[1])

    def test_result_files_hold_the_oracles_user_hours_of_every_service_and_operator(self):
        for number in range(FIRST, FIRST + compare.scaled(25)):
            scenario = scenarios.draw_scenario(number)
            path = compare.write(scenario, self.folder)
            output = pathlib.Path(self.folder) / f"{number}.h5"
            subprocess.run([compare.program(), "run", "-q", "--no-assumption-checks", "--threads", "1", "-n", "2", "-o",
                            str(output), path], check=True, stdin=subprocess.DEVNULL)
            with h5py.File(output) as result:
                for a, arm in enumerate(compare.ARMS):
                    for replication in range(2):
                        oracle = compare.Replication(scenario, "only", arm, replication).run()
                        for s, service in enumerate(oracle.network.services):
                            for o in range(len(oracle.network.operators)):
                                lost = result["lost_user_hours"][replication, 0, a, s, o]
                                self.assertAlmostEqual(lost, oracle.lost[o, service], delta=1e-12 * max(lost, 1))


if __name__ == "__main__":
    unittest.main()

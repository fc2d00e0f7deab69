"""Runs on a real backbone: the files' hash is the result's, any change of them is another network, threads are not."""
import hashlib
import unittest

import xarray as xr

from support import BAD_INPUT, DONE, FolderTest, digest, hedgerow

NODES = "id,lat,lon\nNorthford,54.97,-1.61\nWestham,51.45,-2.59\nEastby,52.63,1.29\nMidtown,52.48,-1.89\nParis,48.86,2.35\n"
EDGES = "source,target\nNorthford,Midtown\nMidtown,Westham\nWestham,Eastby\nEastby,Northford\nEastby,Paris\n"
BACKBONE = "        backbone: {file: nodes.csv, edges: edges.csv, core_routers: 3}\n        functions:\n          internet_gateway"


class Backbone(FolderTest):
    def setUp(self):
        super().setUp()
        old = "        metro: 8\n        core_routers: 4\n        functions:\n          internet_gateway"
        text = self.scenario.read_text()
        self.assertEqual(text.count(old), 1)
        self.scenario.write_text(text.replace(old, BACKBONE))
        (self.folder / "nodes.csv").write_text(NODES)
        (self.folder / "edges.csv").write_text(EDGES)

    def network_hash(self, path):
        with xr.open_dataset(path, engine="h5netcdf") as result:
            return result.attrs["network_sha256"]

    def test_the_hash_of_both_files_stands_in_the_result(self):
        lines = "".join(digest(self.folder / name) + "\n" for name in ("nodes.csv", "edges.csv"))
        self.assertEqual(self.network_hash(self.run_small("a.h5", "-n", "2")), hashlib.sha256(lines.encode()).hexdigest())

    def test_a_changed_link_is_another_network(self):
        first = self.run_small("a.h5", "-n", "2")
        (self.folder / "edges.csv").write_text(EDGES + "Midtown,Eastby\n")
        self.assertNotEqual(self.network_hash(self.run_small("b.h5", "-n", "2")), self.network_hash(first))
        result = hedgerow("trace", "--result", first, "--worst", "1", "-c", "one", self.scenario)
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("network_sha256", result.stderr)

    def test_threads_do_not_matter(self):
        self.assertEqual(digest(self.run_small("one.h5", "-t", "1", "-n", "20")),
                         digest(self.run_small("four.h5", "-t", "4", "-n", "20")))

    def test_check_and_describe_say_what_was_left_out(self):
        note = "line: 1 nodes left out with their links: abroad, more than 50 km from every place"
        for command in ("check", "describe"):
            result = hedgerow(command, self.scenario)
            self.assertEqual((result.returncode, result.stderr), (DONE, ""))
            self.assertIn(note, " ".join(result.stdout.split()))

    def test_a_backbone_that_is_no_network_is_told_with_its_file(self):
        for name, text, words in (("edges.csv", "source,target\nNorthford,Nowhere\n", "Nowhere"),
                                  ("nodes.csv", NODES.replace("52.48", "north"), "nodes.csv:5"),
                                  ("nodes.csv", NODES[:20], "nodes.csv")):
            with self.subTest(words):
                kept = (self.folder / name).read_text()
                (self.folder / name).write_text(text)
                for command in ("check", "describe"):
                    result = hedgerow(command, self.scenario)
                    self.assertEqual(result.returncode, BAD_INPUT, result.stdout)
                    self.assertIn(words, result.stderr)
                (self.folder / name).write_text(kept)


if __name__ == "__main__":
    unittest.main()

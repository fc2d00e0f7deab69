"""`hedgerow network export`: what is written in one format comes back from it, and a map has every node and link."""
import json
import os
import unittest

from support import BAD_INPUT, DATA, DONE, FAILED, FolderTest, hedgerow

GML = """graph [
  name "Tiny"
  node [ id 1 label "K&#246;ln & \\"Bonn\\"" lat 50.94 lon 6.96 ]
  node [ id 2 label "Suva, <east>" lat -18.1 lon 178.4 ]
  node [ id 3 label " blank " lat 21.3 lon -157.9 ]
  node [ id 4 label "nowhere" ]
  edge [ source 1 target 2 capacity 10 ]
  edge [ source 2 target 3 ]
  edge [ source 3 target 2 note "parallel" ]
  edge [ source 3 target 4 ]
]
""".replace('\\"', "&quot;")


class NetworkExport(FolderTest):
    def export(self, *arguments, status=DONE):
        result = hedgerow("network", "export", *arguments)
        self.assertEqual(result.returncode, status, result.stderr)
        return result

    def test_a_graph_comes_back_from_every_format_that_is_read(self):
        first = self.folder / "first.gml"
        first.write_text(GML, encoding="utf-8")
        self.export(first, "-o", self.folder / "a.graphml")
        self.export(self.folder / "a.graphml", "-o", self.folder / "b.csv")
        self.assertTrue((self.folder / "b-edges.csv").exists())
        self.export(self.folder / "b.csv", self.folder / "b-edges.csv", "-o", self.folder / "c.gml")
        self.export(first, "-o", self.folder / "d.gml")
        without_name = (self.folder / "d.gml").read_text(encoding="utf-8").replace('  name "Tiny"\n', "")
        self.assertEqual((self.folder / "c.gml").read_text(encoding="utf-8"), without_name)
        self.assertIn("K&#246;ln &amp; &quot;Bonn&quot;", without_name)

    def test_a_map_has_points_in_their_order_and_cuts_lines_at_the_antimeridian(self):
        first = self.folder / "first.gml"
        first.write_text(GML, encoding="utf-8")
        made = json.loads(self.export(first, "-o", "-", "--format", "geojson").stdout)
        self.assertEqual((made["type"], made["name"]), ("FeatureCollection", "Tiny"))
        nodes = [f for f in made["features"] if f["properties"]["feature"] == "node"]
        links = [f for f in made["features"] if f["properties"]["feature"] == "link"]
        self.assertEqual(nodes[0]["geometry"], {"type": "Point", "coordinates": [6.96, 50.94]})
        self.assertEqual(nodes[0]["properties"]["label"], 'K\u00f6ln & "Bonn"')
        self.assertIsNone(nodes[3]["geometry"])
        self.assertEqual([f["geometry"] and f["geometry"]["type"] for f in links],
                         ["LineString", "MultiLineString", "MultiLineString", None])
        there, back = links[1]["geometry"]["coordinates"]
        self.assertEqual((there[0], there[1][0], back[0][0], back[1]), ([178.4, -18.1], 180, -180, [-157.9, 21.3]))
        self.assertEqual(there[1][1], back[0][1])
        self.assertEqual(links[0]["properties"]["capacity"], 10)

    def test_a_scenario_is_exported_with_the_vendors_of_a_case(self):
        shares = {}
        for case in ("one", "same"):
            made = json.loads(self.export(self.scenario, "--case", case, "-o", "-", "-f", "geojson").stdout)
            nodes = [f["properties"] for f in made["features"] if f["properties"]["feature"] == "node"]
            self.assertTrue(all(n["role"] and n["operator"] for n in nodes))
            self.assertEqual({n["state"] for n in nodes if n.get("vendor") in ("alpha", "again")}, {"AA"})
            # the management plane of a vendor stands in every case, idle where the vendor made nothing
            shares[case] = sum(n.get("vendor") == "again" and n["role"] != "oss" for n in nodes)
        self.assertEqual(shares["one"], 0)
        self.assertGreater(shares["same"], 0)

    def test_what_cannot_be_exported_is_said_and_nothing_is_written(self):
        first = self.folder / "first.gml"
        first.write_text("graph [ node [ id 1 ] ]")
        before = sorted(self.folder.iterdir())
        for arguments, words in [
            ([first, "-o", self.folder / "map.geojson"], "no node has a position"),
            ([first, "-o", self.folder / "strange.xyz"], "strange.xyz"),
            ([first, "-o", self.folder / "a.gml", "--case", "one"], "--case is for scenarios"),
            ([self.scenario, "-o", self.folder / "a.gml", "--case", "onne"], "no case `onne`; there are one, same"),
            ([first], "where to?"),
        ]:
            with self.subTest(words):
                self.assertIn(words, self.export(*arguments, status=BAD_INPUT).stderr)
        self.assertEqual(sorted(self.folder.iterdir()), before)

    @unittest.skipUnless(os.path.exists("/dev/full"), "no device that is always full")
    def test_a_full_disk_is_an_error(self):
        with open("/dev/full", "w", encoding="utf-8") as full:
            result = hedgerow("network", "export", self.scenario, "-o", "-", "-f", "gml", output=full)
        self.assertEqual(result.returncode, FAILED)

    def test_committed_files_of_every_format_are_read(self):
        for name, words in [("tiny.gml", "GML: 4 nodes, 3 edges"), ("tiny.graphml", "GraphML: 4 nodes, 3 edges"),
                            ("tiny-sndlib.txt", "SNDlib native: 4 nodes, 3 edges"),
                            ("tiny-sndlib.xml", "SNDlib XML: 4 nodes, 3 edges")]:
            with self.subTest(name):
                result = hedgerow("network", "info", DATA / name)
                self.assertEqual(result.returncode, DONE, result.stderr)
                self.assertIn(words, result.stdout.replace(",", ",", 1))


if __name__ == "__main__":
    unittest.main()

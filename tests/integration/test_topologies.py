"""Published topologies are imported, described, run and exported: those of the project always, and all of a folder beside
the project, where there is one."""
import shutil
import time
import unittest

from support import DATA, DONE, SOURCE, FolderTest, hedgerow

TOPOLOGIES = SOURCE.parent / "shared" / "data" / "topologies"
SCENARIO = (DATA.parent / "broken" / "valid-file.yaml").read_text().replace("bare-nodes.csv", "net.gml").replace(
    "    edges: bare-edges.csv\n", "").replace(
    "    rules:\n      - {name: yonder, vendor: alpha, sensitive: true}\n", "").replace(
    "    red:\n", "    red:\n      core_router: {alpha: 0.5, carol: 0.5}\n")
FORMATS = {"gml": "out.gml", "graphml": "out.graphml", "csv": "out.csv", "hdf5": "out.h5"}


class Topologies(FolderTest):
    def do(self, *arguments):
        done = hedgerow(*arguments, folder=self.folder)
        self.assertEqual(done.returncode, DONE, done.stderr)
        return " ".join(done.stdout.split())

    def goes_all_the_way(self, path):
        """Imports, describes, runs and exports a topology; the words on what was guessed."""
        shutil.copy(path, self.folder / "net.gml")
        (self.folder / "scenario.yaml").write_text(SCENARIO)
        told = self.do("network", "import", "net.gml", "-o", "in.h5")
        self.assertIn("have no role: taken for core routers", told)
        self.assertIn("guessed: No users are given: 3000", self.do("describe", "scenario.yaml"))
        self.do("run", "-q", "--replications", "2", "-o", "result.h5", "scenario.yaml")
        (self.folder / "result.h5").unlink()
        before = self.do("network", "info", "net.gml").partition(": ")[2].partition(" attribute")[0]
        for name, out in FORMATS.items():
            self.do("network", "export", "net.gml", "-o", out, "--format", name)
            files = (out, "out-edges.csv") if name == "csv" else (out,)
            after = self.do("network", "info", *files).partition(": ")[2].partition(" attribute")[0]
            self.assertEqual(after, before, name)
        if "coordinates are no degrees" not in told:
            self.do("network", "export", "net.gml", "-o", "out.geojson")
        return f"{before}. {told.partition(' users ')[2]}"

    def test_a_topology_of_the_project_goes_all_the_way(self):
        data = SOURCE / "scenarios" / "data"
        self.do("network", "export", data / "backbone-janet.csv", data / "backbone-janet-edges.csv", "-o", "janet.gml")
        self.goes_all_the_way(self.folder / "janet.gml")

    @unittest.skipUnless(TOPOLOGIES.is_dir(), "no folder of topologies")
    def test_every_topology_of_the_folder_goes_all_the_way(self):
        paths = sorted(TOPOLOGIES.glob("*.gml"))
        self.assertGreater(len(paths), 0)
        for path in paths:
            with self.subTest(path.name):
                began = time.monotonic()
                told = self.goes_all_the_way(path)
                print(f"{path.stem}: {told} ({time.monotonic() - began:.2f} s)")


if __name__ == "__main__":
    unittest.main()

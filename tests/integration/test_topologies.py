"""Every network of a folder of published topologies beside the project, where there is one, is imported, described and run."""
import re
import unittest

from support import DATA, DONE, SOURCE, FolderTest, hedgerow

TOPOLOGIES = SOURCE.parent / "shared" / "data" / "topologies"
SCENARIO = (DATA.parent / "broken" / "valid-file.yaml").read_text().replace("bare-", "").replace(
    "    rules:\n      - {name: yonder, vendor: alpha, sensitive: true}\n", "").replace(
    "    red:\n", "    red:\n      core_router: {alpha: 0.5, carol: 0.5}\n")


def tables(text):
    """A GML file as two CSV tables."""
    rows = {"node": ["id,label,lat,lon"], "edge": ["source,target,dist"]}
    for kind, block in re.findall(r"(node|edge) \[(.*?)\]", text, re.DOTALL):
        values = {key: quoted or bare for key, quoted, bare in re.findall(r'(\w+) (?:"([^"]*)"|(\S+))', block)}
        rows[kind].append(",".join('"' + values.get(name, "") + '"' for name in rows[kind][0].split(",")))
    return ("\n".join(lines) + "\n" for lines in rows.values())


@unittest.skipUnless(TOPOLOGIES.is_dir(), "no folder of topologies")
class Topologies(FolderTest):
    def test_every_one_is_described_and_run(self):
        scenario = self.folder / "scenario.yaml"
        scenario.write_text(SCENARIO)
        paths = sorted(TOPOLOGIES.glob("*.gml"))
        self.assertGreater(len(paths), 0)
        for path in paths:
            with self.subTest(path.name):
                for name, text in zip(("nodes.csv", "edges.csv"), tables(path.read_text(encoding="utf-8"))):
                    (self.folder / name).write_text(text, encoding="utf-8")
                described = hedgerow("describe", scenario)
                self.assertEqual(described.returncode, DONE, described.stderr)
                self.assertIn("guessed: No users are given: 3000", " ".join(described.stdout.split()))
                run = hedgerow("run", "-q", "--replications", "2", "-o", self.folder / "out.h5", scenario)
                self.assertEqual(run.returncode, DONE, run.stderr)
                (self.folder / "out.h5").unlink()


if __name__ == "__main__":
    unittest.main()

"""`hedgerow network generate` and what `network info` says of the countries: files, seeds, compilers, mistakes."""
import csv
import os
import pathlib
import re
import shutil
import unittest

from support import BAD_INPUT, DONE, FAILED, IS_WHOLE, NATIONAL, PROGRAM, SOURCE, FolderTest, digest, hedgerow

CLANG = os.environ.get("HR_CLANG_HEDGEROW", "")
COUNTRIES = ("AU", "DE", "GB", "PL", "SE") if IS_WHOLE else ("SE",)


def rows(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Generate(FolderTest):
    def generate(self, name, *options, program=PROGRAM):
        """The digests of the two files of a network."""
        result = hedgerow("network", "generate", *options, "-o", self.folder / f"{name}.csv", program=program)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return digest(self.folder / f"{name}.csv"), digest(self.folder / f"{name}-edges.csv")

    def test_a_country_has_the_nodes_and_users_of_its_parameters(self):
        result = hedgerow("network", "generate", "--country", "SE", "-o", self.folder / "se.csv")
        self.assertEqual((result.returncode, result.stdout), (DONE, ""))
        nodes = rows(self.folder / "se.csv")
        edges = rows(self.folder / "se-edges.csv")
        self.assertIn(f"{len(nodes)} nodes, {len(edges)} links, 7 operators", result.stderr)
        telia = [node for node in nodes if node["operator"] == "telia" and node["role"] == "ran_site"]
        self.assertEqual(len(telia), 8000)
        self.assertEqual(sum(int(node["users"]) for node in telia), 3898000)
        known = {node["id"] for node in nodes}
        self.assertEqual(len(known), len(nodes))
        self.assertTrue(all(edge["source"] in known and edge["target"] in known for edge in edges))
        self.assertEqual({edge["kind"] for edge in edges}, {"primary", "backup"})
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()),
                         ["places.csv", "se-edges.csv", "se.csv", "small.yaml"])

    def test_a_seed_gives_the_same_bytes_again_and_another_one_others(self):
        first = self.generate("first", "--country", "SE", "--seed", "7")
        self.assertEqual(self.generate("again", "--country", "SE", "--seed", "7"), first)
        self.assertEqual(self.generate("set", "--country", "SE", "--set", "network.generate.seed=7"), first)
        self.assertNotEqual(self.generate("other", "--country", "SE", "--seed", "8")[0], first[0])

    @unittest.skipUnless(CLANG, "no program built by clang is named in HR_CLANG_HEDGEROW")
    def test_gcc_and_clang_give_the_same_bytes(self):
        for code in ("GB", "PL", "SE") if IS_WHOLE else ("SE",):
            with self.subTest(code):
                self.assertEqual(self.generate(f"{code}-gcc", "--country", code),
                                 self.generate(f"{code}-clang", "--country", code, program=CLANG))

    @unittest.skipUnless(IS_WHOLE, "the national network is too slow for this build")
    def test_a_scenario_brings_the_management_planes_of_its_vendors(self):
        self.generate("country", "--country", "GB")
        self.generate("scenario", "--parameters", NATIONAL)
        alone = {node["id"] for node in rows(self.folder / "country.csv")}
        more = {node["id"]: node for node in rows(self.folder / "scenario.csv")}
        added = [more[name] for name in more.keys() - alone]
        self.assertEqual({node["role"] for node in added}, {"oss"})
        self.assertTrue(all(node["vendor"] for node in added))
        self.assertEqual(alone - more.keys(), set())

    def test_a_backbone_is_taken_up_and_what_was_left_out_is_said(self):
        (self.folder / "nodes.csv").write_text("id,lat,lon\nStockholm,,\nG\u00f6teborg,57.7,11.97\nUme\u00e5,63.83,20.26\n"
                                               "Oslo,59.91,10.75\nNowhere,,\n", encoding="utf-8")
        (self.folder / "links.csv").write_text("source,target\nStockholm,G\u00f6teborg\nG\u00f6teborg,Ume\u00e5\n"
                                               "Ume\u00e5,Stockholm\nG\u00f6teborg,Oslo\n", encoding="utf-8")
        (self.folder / "own.yaml").write_text(
            f"extends: {SOURCE}/scenarios/data/country-SE.yaml\nnetwork:\n  generate:\n    operators:\n      telia-net:\n"
            "        metro: null\n        core_routers: null\n        backbone: {file: nodes.csv, edges: links.csv}\n")
        result = hedgerow("network", "generate", "--parameters", self.folder / "own.yaml", "-o", self.folder / "own.csv")
        self.assertEqual(result.returncode, DONE, result.stderr)
        for note in ("telia-net: 1 nodes without a position stand at the place of their name",
                     "telia-net: 1 nodes left out with their links: abroad, more than 50 km from every place",
                     "telia-net: 1 nodes left out with their links: neither a position nor a place of their name"):
            self.assertIn(note, result.stderr)
        core = {node["id"] for node in rows(self.folder / "own.csv")
                if node["operator"] == "telia-net" and node["role"] == "core_router"}
        self.assertEqual(core, {f"telia-net.core_router.{name}" for name in ("Stockholm", "G\u00f6teborg", "Ume\u00e5")})

    def test_mistakes_are_told_and_leave_no_file(self):
        out = self.folder / "out.csv"
        for options, status, words in (
                (["--country", "XX", "-o", out], BAD_INPUT, "no country `XX`; there are AU, DE, GB, PL, SE"),
                (["--country", "../SE", "-o", out], BAD_INPUT, "no country `../SE`"),
                (["--country", "SE"], BAD_INPUT, "where to?"),
                (["-o", out], BAD_INPUT, "which nation?"),
                (["--country", "SE", "--parameters", NATIONAL, "-o", out], BAD_INPUT, "which nation?"),
                (["--country", "SE", "-o", self.folder / "out.xyz"], BAD_INPUT, "extension"),
                (["--country", "SE", "-o", out, "--format", "csw"], BAD_INPUT, "did you mean `csv`?"),
                (["--country", "SE", "-o", out, "--data", self.folder / "none"], BAD_INPUT, "there is no folder"),
                (["--country", "SE", "-o", out, "--seed", "x"], BAD_INPUT, "--set network.generate.seed"),
                (["--country", "SE", "-o", out, "--set", "network.generate.population=0"], BAD_INPUT, "out of bounds"),
                (["--parameters", SOURCE / "scenarios" / "hello.yaml", "-o", out], BAD_INPUT, "generates no network"),
                (["--parameters", self.folder / "none.yaml", "-o", out], BAD_INPUT, "cannot open"),
                (["--country", "SE", "-o", self.folder / "none" / "out.csv"], FAILED, "cannot write"),
                (["--country", "SE", "-o", out, "--edges", self.folder / "none" / "e.csv"], FAILED, "cannot write")):
            with self.subTest(words):
                result = hedgerow("network", "generate", *options)
                self.assertEqual(result.returncode, status, result.stderr)
                self.assertIn(words, result.stderr)
                self.assertEqual(self.files(), [])

    def test_an_installed_program_finds_its_countries_and_a_lone_one_says_how(self):
        program = pathlib.Path(shutil.copy(PROGRAM, self.folder / "hedgerow"))
        result = hedgerow("network", "info", "--country", "SE", program=program)
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("say it with --data", result.stderr)
        data = SOURCE / "scenarios" / "data"
        self.assertEqual(hedgerow("network", "info", "--country", "SE", "--data", data, program=program).returncode, DONE)
        (self.folder / "bin").mkdir()
        installed = shutil.move(program, self.folder / "bin" / "hedgerow")
        shutil.copytree(data, self.folder / "share" / "hedgerow" / "data")
        self.assertEqual(hedgerow("network", "info", "--country", "SE", program=installed).returncode, DONE)


class Info(FolderTest):
    def told(self, *options):
        result = hedgerow("network", "info", *options)
        self.assertEqual((result.returncode, result.stderr), (DONE, ""))
        self.assertTrue(all(len(line) <= 80 for line in result.stdout.split("\n")))
        return result.stdout

    def test_every_country_meets_what_was_asked_and_what_is_published(self):
        for code in COUNTRIES:
            with self.subTest(code):
                text = self.told("--country", code)
                compared = 0
                for line in re.findall(r"^ +\w+ +([\d,]+) +([\d,]+|-) +([\d,]+|-) +(\S+)$", text, re.M):
                    found, asked, published = (int(part.replace(",", "")) if part != "-" else None for part in line[:3])
                    self.assertIn(asked, (None, found), line)
                    if published is not None:
                        self.assertLessEqual(abs(found - published), 0.02 * published, line)
                        compared += 1
                self.assertGreaterEqual(compared, 2)
                single = text[text.index("Nodes that one link"):text.index("Population within")]
                self.assertGreaterEqual(len(re.findall(r"^ [\w-]+ +0 +0 +0 +0$", single, re.M)), 3, single)

    def test_the_distance_of_coverage_can_be_said(self):
        near = self.told("--country", "SE", "--within", "0.2")
        self.assertIn("Population within 0.2 km of a radio site, %", near)
        share = float(re.search(r"Population within.*?^ telia +([\d.]+)$", near, re.M | re.S).group(1))
        self.assertTrue(0 < share < 90, share)
        for bad in ("0", "-1", "far", "1e9"):
            self.assertEqual(hedgerow("network", "info", "--country", "SE", "--within", bad).returncode, BAD_INPUT)

    def test_a_file_is_laid_beside_a_country(self):
        nodes, edges = self.folder / "se.csv", self.folder / "se-edges.csv"
        self.assertEqual(hedgerow("network", "generate", "-q", "--country", "SE", "-o", nodes).returncode, DONE)
        generated = self.told("--country", "SE")
        read = self.told(nodes, edges, "--country", "SE")
        self.assertIn("As a network: 36,543 nodes, 42,824 links, 7 operators", read)
        start = "\nNodes  "
        # operators come in the order of the file
        self.assertEqual(*(sorted(text[text.index(start):].split("\n")) for text in (read, generated)))
        alone = self.told(nodes, edges)
        self.assertNotIn("Population within", alone)
        self.assertIn(" ran_site                    27,500              -              -", alone)

    def test_only_one_nation_at_a_time(self):
        result = hedgerow("network", "info", "--country", "SE", "--parameters", NATIONAL)
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("one nation at a time", result.stderr)


if __name__ == "__main__":
    unittest.main()

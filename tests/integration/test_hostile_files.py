"""Files of networks that are huge, cut off or no networks at all: a clear error in bounded memory, never a crash."""
import resource
import subprocess
import unittest

from support import BAD_INPUT, DATA, DONE, IS_WHOLE, PROGRAM, FolderTest

MEMORY = 1 << 30
SAMPLES = ("tiny.gml", "tiny.graphml", "tiny-sndlib.txt", "tiny-sndlib.xml")
HEADS = {
    "huge.gml": b"graph [\n  node [ id 1 ]\n",
    "huge.graphml": b'<?xml version="1.0"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph>',
    "huge.txt": b"?SNDlib native format; type: network; version: 1.0\nNODES (\n",
    "huge.xml": b'<?xml version="1.0"?>\n<network xmlns="http://sndlib.zib.de/network" version="1.0"><networkStructure>',
    "huge.csv": b"id,role\n",
    "huge.h5": b"hedgerow network 1\n",
}


@unittest.skipUnless(IS_WHOLE, "sanitizers need more memory than these tests allow")
class HostileFiles(FolderTest):
    def bounded(self, *arguments):
        """Runs `hedgerow network` with the memory of a small machine; its exit status and what it said."""
        done = subprocess.run([PROGRAM, "network", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True,
                              text=True, errors="replace", cwd=self.folder, timeout=120,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)))
        self.assertIn(done.returncode, (DONE, BAD_INPUT), done.stderr[:400])
        self.assertEqual(done.returncode == BAD_INPUT, done.stderr != "", done.stderr[:400])
        return done.returncode, done.stderr

    def edges(self):
        path = self.folder / "edges.csv"
        path.write_text("source,target\na,b\n", encoding="utf-8")
        return path

    def with_edges(self, name):
        return (name, self.edges()) if name.endswith(".csv") else (name,)

    def test_a_file_beyond_the_limit_is_refused_by_its_size(self):
        for name, head in HEADS.items():
            path = self.folder / name
            with path.open("wb") as file:
                file.write(head)
                file.truncate(1 << 31)  # sparse: it takes no room on the disk
            status, said = self.bounded("info", *self.with_edges(name))
            self.assertEqual(status, BAD_INPUT)
            self.assertIn("bytes, which is the limit", said)

    def test_a_large_file_of_zeros_is_refused_without_reading_it_into_memory(self):
        for name, head in HEADS.items():
            path = self.folder / name
            with path.open("wb") as file:
                file.write(head)
                file.truncate(64 << 20)
            status, said = self.bounded("info", *self.with_edges(name))
            self.assertEqual(status, BAD_INPUT, name)
            self.assertIn(name, said)

    def test_a_million_nodes_fit(self):
        count = 1_000_000
        (self.folder / "nodes.csv").write_text(
            "id,role\n" + "".join(f"n{n},metro\n" for n in range(count)), encoding="utf-8")
        (self.folder / "links.csv").write_text(
            "source,target\n" + "".join(f"n{n},n{n // 2}\n" for n in range(1, count)), encoding="utf-8")
        status, said = self.bounded("import", "nodes.csv", "links.csv", "-o", "million.h5")
        self.assertEqual(status, DONE, said)
        self.assertGreater((self.folder / "million.h5").stat().st_size, 1 << 20)

    def test_files_that_are_cut_off_or_mangled_are_answered(self):
        for name in SAMPLES:
            whole = (DATA / name).read_bytes()
            refused = 0
            for cut in range(0, len(whole), max(1, len(whole) // 12)):
                (self.folder / name).write_bytes(whole[:cut])
                refused += self.bounded("info", name)[0] == BAD_INPUT
                mangled = whole[:cut] + bytes((0, 255, 254, 128)) + whole[cut:]
                (self.folder / name).write_bytes(mangled)
                self.bounded("info", name)
            self.assertGreater(refused, 4, name)

    def test_a_small_file_with_great_numbers_asks_for_little(self):
        bombs = {
            "deep.gml": "graph [ " + "a [ " * 100_000,
            "wide.gml": "graph [ node [ id 99999999999999999999 ] edge [ source 1 target 4000000000 ] ]",
            "entities.graphml": '<?xml version="1.0"?><!DOCTYPE g [<!ENTITY a "aaaaaaaaaa">'
                                + "".join(f'<!ENTITY {chr(98 + k)} "{("&" + chr(97 + k) + ";") * 10}">' for k in range(9))
                                + "]><graphml><graph><node id='&j;'/></graph></graphml>",
            "deep.graphml": '<?xml version="1.0"?><graphml xmlns="http://graphml.graphdrawing.org/xmlns">' + "<graph>" * 100_000,
            "long.csv": "id,role\n" + "a" * (8 << 20) + ",metro\n",
        }
        for name, text in bombs.items():
            (self.folder / name).write_text(text, encoding="utf-8")
            status, said = self.bounded("info", *self.with_edges(name))
            self.assertEqual(status, BAD_INPUT, name)
            self.assertIn(name, said)


if __name__ == "__main__":
    unittest.main()

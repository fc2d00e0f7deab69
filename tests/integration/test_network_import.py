"""hedgerow network import, and Hedgerow's own file of a network: what comes out, and what is refused."""
import hashlib
import unittest

import h5py
import numpy as np

from support import BAD_INPUT, DONE, FolderTest, digest, hedgerow

BLOCK = 512
NODES = """id,lat,lon,role,vendor,users
a,51,0,core_router,acme,
b,52,0,exchange,acme,100
Łódź,52.5,0.1,exchange,other,200
"""
EDGES = "source,target,kind\na,b,primary\na,Łódź,\nb,Łódź,backup\n"


class Import(FolderTest):
    def setUp(self):
        super().setUp()
        (self.folder / "n.csv").write_text(NODES, encoding="utf-8")
        (self.folder / "e.csv").write_text(EDGES, encoding="utf-8")

    def do(self, *arguments, expected=DONE):
        done = hedgerow("network", *arguments, folder=self.folder)
        self.assertEqual(done.returncode, expected, done.stderr)
        return done.stdout if expected == DONE else done.stderr

    def sealed(self, change, name="x.h5"):
        """A file whose content was changed and whose checksum is right again: made on purpose, not damaged."""
        self.do("import", "n.csv", "e.csv", "-o", name)
        path = self.folder / name
        with h5py.File(path, "r+") as file:
            change(file)
        content = bytearray(path.read_bytes())
        start = content.index(b"\n") + 1
        content[start:start + 64] = hashlib.sha256(content[BLOCK:]).hexdigest().encode()
        path.write_bytes(content)
        return name

    def test_guesses_are_told_and_the_file_reads_back_the_same(self):
        told = self.do("import", "n.csv", "e.csv", "-o", "x.h5")
        self.assertIn("13 nodes, 13 links, 1 operators, 300 users", told)
        self.assertIn("10 functions were added", told)
        self.do("import", "x.h5", "-o", "y.h5")
        self.assertEqual(digest(self.folder / "x.h5"), digest(self.folder / "y.h5"))
        self.do("import", "x.h5", "-o", "x.csv")
        self.do("import", "n.csv", "e.csv", "-o", "z.csv")
        self.assertEqual(digest(self.folder / "x.csv"), digest(self.folder / "z.csv"))
        self.assertEqual(digest(self.folder / "x-edges.csv"), digest(self.folder / "z-edges.csv"))
        self.assertIn("Łódź", (self.folder / "x.csv").read_text(encoding="utf-8"))

    def test_rules_say_what_the_file_does_not(self):
        (self.folder / "r.yaml").write_text("rules:\n  - {name: b, vendor: newco, users: 7}\n", encoding="utf-8")
        told = self.do("import", "n.csv", "e.csv", "-o", "x.csv", "--rules", "r.yaml")
        self.assertIn("207 users", told)
        rows = (self.folder / "x.csv").read_text(encoding="utf-8").splitlines()
        self.assertTrue(any(row.startswith("b,exchange,") and ",7," in row and ",newco," in row for row in rows), rows)

    def test_mistakes_in_rules_have_their_place(self):
        (self.folder / "r.yaml").write_text("rules:\n  - {name: b, vendr: newco}\n", encoding="utf-8")
        said = self.do("import", "n.csv", "e.csv", "-o", "x.h5", "--rules", "r.yaml", expected=BAD_INPUT)
        self.assertIn("r.yaml:2:", said)
        self.assertIn("vendor", said)
        self.assertFalse((self.folder / "x.h5").exists())

    def test_other_programs_read_the_file(self):
        self.do("import", "n.csv", "e.csv", "-o", "x.h5")
        with h5py.File(self.folder / "x.h5") as file:
            self.assertEqual(file.attrs["schema"], 1)
            texts = bytes(file["texts"][()])
            ids = [texts[at:texts.index(b"\0", at)].decode() for at in file["node_id"][()]]
            self.assertEqual(len(ids), 13)
            self.assertIn("Łódź", ids)
            self.assertEqual(file["edge_end"].shape, (13, 2))

    # ---- what is refused ----

    def refuses(self, name, words):
        said = self.do("info", name, expected=BAD_INPUT)
        self.assertIn(words, said)
        self.assertIn(name, said)

    def test_a_cut_or_damaged_file_is_refused(self):
        self.do("import", "n.csv", "e.csv", "-o", "x.h5")
        whole = (self.folder / "x.h5").read_bytes()
        for length in (17, 100, BLOCK - 1, BLOCK, len(whole) // 2, len(whole) - 1):
            (self.folder / "cut.h5").write_bytes(whole[:length])
            self.refuses("cut.h5", "cut off")
        for at in range(BLOCK, len(whole), 97):
            (self.folder / "bad.h5").write_bytes(whole[:at] + bytes([whole[at] ^ 0x40]) + whole[at + 1:])
            self.refuses("bad.h5", "checksum")
        (self.folder / "new.h5").write_bytes(whole[:17] + b"2" + whole[18:])
        self.refuses("new.h5", "newer form")

    def test_a_file_made_to_mislead_is_refused(self):
        def replaced(name, values):
            def change(file):
                del file[name]
                file[name] = values
            return change

        far = np.full(13, 2 ** 31, np.uint32)
        for name, values, words in (
                ("node_id", far, "outside the texts"),
                ("node_id", np.zeros(13, np.uint32), ""),  # empty ids
                ("node_id", np.zeros(13, np.float64), "another type"),
                ("node_id", np.zeros((13, 1), np.uint32), "shape"),
                ("edge_end", np.full((13, 2), 99, np.uint32), "does not name two nodes"),
                ("edge_end", np.zeros((13, 2), np.uint32), "does not name two nodes"),
                ("edge_end", np.zeros((13, 3), np.uint32), "shape"),
                ("texts", np.ones(100, np.uint8), "zero"),
                ("node_value", np.zeros((1, 13), np.uint32), "shape"),
                ("node_attribute", np.zeros(100, np.uint32), "more attributes"),
        ):
            self.refuses(self.sealed(replaced(name, values)), words)
        self.refuses(self.sealed(lambda file: file.__delitem__("node_id")), "missing")

    def test_a_small_file_cannot_ask_for_much_memory(self):
        def bomb(file):
            del file["node_id"]  # a trillion nodes that take no room in the file
            file.create_dataset("node_id", (10 ** 12,), np.uint32, chunks=(1 << 20,))

        self.refuses(self.sealed(bomb), "larger than what a network may hold")

    def test_a_pipe_is_refused(self):
        done = hedgerow("network", "info", "-", "--format", "hdf5", text="hedgerow network 1\n")
        self.assertEqual(done.returncode, BAD_INPUT)
        self.assertIn("not from a pipe", done.stderr)


if __name__ == "__main__":
    unittest.main()

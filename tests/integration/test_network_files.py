"""`hedgerow network`: files of networks by their names, contents and mistakes."""
import unittest

from support import BAD_INPUT, DONE, FolderTest, hedgerow


class NetworkFiles(FolderTest):
    def write(self, name, text):
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def test_info_tells_what_a_pair_of_tables_holds(self):
        nodes = self.write("nodes.csv", "id,role\na,metro\nb,\n")
        edges = self.write("edges.csv", "source,target\na,b\na,a\n")
        result = hedgerow("network", "info", nodes, edges)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertIn("2 nodes, 1 edge", result.stdout)

    def test_info_tells_what_is_guessed_and_what_the_network_is_like(self):
        nodes = self.write("nodes.csv", "id,lat,lon\na,51,0\nb,52,1\nc,,\n")
        edges = self.write("edges.csv", "source,target\na,b\na,a\nb,c\n")
        result = hedgerow("network", "info", nodes, edges)
        self.assertEqual(result.returncode, DONE, result.stderr)
        text = " ".join(result.stdout.split())
        for words in ("3 of 3 nodes have no role", "1 edges from a node to itself",
                      "1 of 3 nodes have no position", "10 functions were added"):
            self.assertIn(words, text)
        self.assertNotIn("nan", text)

    def test_standard_input_is_read_like_a_file(self):
        edges = self.write("edges.csv", "source,target\na,b\n")
        result = hedgerow("network", "info", "-", edges, text="id\na\nb\n")
        self.assertEqual(result.returncode, DONE, result.stderr)

    def test_what_cannot_be_read_is_said(self):
        nodes = self.write("nodes.csv", "id\na\n")
        strange = self.folder / "strange"
        strange.write_bytes(bytes(range(256)))
        empty = self.write("empty.csv", "")
        for arguments, words in [
            ([nodes], "name the file of edges"),
            ([nodes, self.folder / "none.csv"], "none.csv: No such file"),
            ([self.folder, nodes], "it is a folder"),
            ([strange, nodes], "of no format that can be read"),
            ([empty, nodes], "the file is empty"),
            ([nodes, nodes], "nodes.csv:1:1: the header has no columns of an edge's ends"),
            ([nodes, nodes, "--format", "cvs"], "did you mean `csv`?"),
            ([], "which file?"),
        ]:
            with self.subTest(words):
                result = hedgerow("network", "info", *arguments)
                self.assertEqual(result.returncode, BAD_INPUT)
                self.assertIn(words, result.stderr)
                self.assertEqual(result.stdout, "")

    def test_misspelt_subcommand_is_answered_with_the_nearest(self):
        result = hedgerow("network", "inof")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("did you mean `info`?", result.stderr)
        self.assertEqual(hedgerow("network", "--help").returncode, DONE)


if __name__ == "__main__":
    unittest.main()

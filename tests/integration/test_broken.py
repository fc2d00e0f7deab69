"""A folder of broken scenarios: `check` finds every mistake of each at its line and column, `run` begins none.

The first lines of a file say what is expected, one comment a mistake: `# expect 34:12 words of the message`, or
`# expect other.csv:3:1 words` for a mistake in another file. A file is valid.yaml (or valid-listed.yaml, valid-file.yaml) with one change.
"""
import re
import unittest

from support import BAD_INPUT, DATA, DONE, FolderTest, hedgerow

BROKEN = DATA.parent / "broken"
EXPECTATION = re.compile(r"^# expect (?:(?P<file>\S+?):)?(?P<line>\d+):(?P<column>\d+) (?P<words>.*)$")
MISTAKE = re.compile(r"^(?P<file>.+?):(?P<line>\d+):(?P<column>\d+): (?P<text>.*)$")

# files that cannot say it themselves: words of the message
SILENT = {
    "binary.yaml": "contains a zero byte",
    "empty.yaml": "there is no YAML document",
    "not-utf-8.yaml": ":2:8: the byte 0xff is no UTF-8",
}


def expectations(path):
    """[(file, line, column, words)] of a broken scenario."""
    found = []
    for line in path.read_text().split("\n"):
        match = EXPECTATION.match(line)
        if not match:
            return found
        name = match["file"] or path.name
        found.append((name.rsplit("/", 1)[-1], int(match["line"]), int(match["column"]), match["words"]))
    return found


def mistakes(text):
    """The same of what `check` says."""
    found = [MISTAKE.match(line) for line in text.split("\n")]
    return [(m["file"].rsplit("/", 1)[-1], int(m["line"]), int(m["column"]), m["text"]) for m in found if m]


class Broken(FolderTest):
    def test_each_mistake_is_found_at_its_place_and_nothing_else(self):
        paths = [path for path in sorted(BROKEN.glob("*.yaml"))
                 if not path.name.startswith("valid") and path.name not in SILENT]
        self.assertGreaterEqual(len(paths), 100)
        for path in paths:
            with self.subTest(path.name):
                wanted = expectations(path)
                self.assertNotEqual(wanted, [], "says nothing of what is expected")
                result = hedgerow("check", path)
                self.assertEqual((result.returncode, result.stdout), (BAD_INPUT, ""))
                found = mistakes(result.stderr)
                self.assertEqual(sorted(f[:3] for f in found), sorted(w[:3] for w in wanted), result.stderr)
                for file, line, column, words in wanted:
                    self.assertTrue(any((file, line, column) == f[:3] and words in f[3] for f in found),
                                    f"{line}:{column} `{words}` is not in {result.stderr}")
                lines = [line for line in result.stderr.split("\n") if line and not MISTAKE.match(line)]
                self.assertTrue(all(re.fullmatch(r"\d+ mistakes?", line) for line in lines), result.stderr)

    def test_files_without_a_word_of_comment_are_refused_too(self):
        for name, words in SILENT.items():
            with self.subTest(name):
                result = hedgerow("check", BROKEN / name)
                self.assertEqual((result.returncode, result.stdout), (BAD_INPUT, ""))
                self.assertIn(name, result.stderr)
                self.assertIn(words, result.stderr)

    def test_no_run_begins_and_nothing_is_written(self):
        for path in sorted(BROKEN.glob("*.yaml")):
            if path.name.startswith("valid"):
                continue
            with self.subTest(path.name):
                result = hedgerow("run", "-q", "-o", self.folder / "out.h5", path, folder=self.folder)
                self.assertEqual((result.returncode, result.stdout), (BAD_INPUT, ""), result.stderr)
                self.assertEqual(self.files(), [])

    def test_the_files_that_were_broken_are_right(self):
        for name in ("valid.yaml", "valid-listed.yaml", "valid-file.yaml"):
            self.assertEqual(hedgerow("check", BROKEN / name).returncode, DONE)


if __name__ == "__main__":
    unittest.main()

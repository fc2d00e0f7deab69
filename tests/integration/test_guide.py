"""What the guide tells newcomers to type is right."""
import re
import unittest

from support import DONE, IS_WHOLE, SOURCE, FolderTest, hedgerow

GUIDE = SOURCE / "scenarios" / "GUIDE.md"


class Guide(FolderTest):
    def setUp(self):
        super().setUp()
        for name in ("uk-2018-zte.yaml", "data"):
            (self.folder / name).symlink_to(SOURCE / "scenarios" / name)
        self.text = GUIDE.read_text(encoding="utf-8")
        block = re.search(r"```yaml\n(.*?)```", self.text, re.DOTALL).group(1)
        self.mine = self.folder / "my-question.yaml"
        self.mine.write_text(block, encoding="utf-8")

    @unittest.skipUnless(IS_WHOLE, "the national network is too slow for sanitizers")
    def test_the_scenario_of_the_guide_is_sound_and_sourced(self):
        checked = hedgerow("check", self.mine)
        self.assertEqual(checked.returncode, DONE, checked.stderr)
        self.assertIn(" 0 figures without a source", checked.stdout)
        self.assertIn("case plus-mavenir", checked.stdout)
        nodes = int(re.search(r"case plus-zte: (\d+) nodes", checked.stdout).group(1))

        path, value = re.search(r"--set (\S+)=(\S+)", self.text).groups()
        changed = hedgerow("check", "--set", f"{path}={value}", self.mine)
        self.assertEqual(changed.returncode, DONE, changed.stderr)
        more = int(re.search(r"case plus-zte: (\d+) nodes", changed.stdout).group(1))
        self.assertEqual(round(more / nodes, 2), float(value) / 0.15)

    def test_files_named_in_the_guide_are_there(self):
        for name in set(re.findall(r"`((?:scenarios|models|analysis|tests)/[A-Za-z0-9_./-]+)`", self.text)):
            if name != "scenarios/my-question.yaml":
                self.assertTrue((SOURCE / name).exists(), name)


if __name__ == "__main__":
    unittest.main()

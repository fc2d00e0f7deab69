"""Every file of a target's corpus goes through the reader without a crash, a leak or a broken assertion."""
import os
import pathlib
import subprocess
import unittest

HERE = pathlib.Path(__file__).resolve().parent
PROGRAMS = pathlib.Path(os.environ["HR_FUZZ_FOLDER"])
TARGETS = sorted(path.stem.removeprefix("fuzz_") for path in HERE.glob("fuzz_*.c"))
TIMEOUT_SECONDS = 300


class Replay(unittest.TestCase):
    def test_there_is_a_corpus_for_every_target_and_no_other(self):
        self.assertEqual(TARGETS, sorted(path.name for path in (HERE / "corpora").iterdir()))


def replay(target):
    def test(self):
        corpus = HERE / "corpora" / target
        result = subprocess.run([PROGRAMS / f"fuzz_{target}", corpus], stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TIMEOUT_SECONDS, check=False)
        text = result.stdout.decode(errors="replace")
        self.assertEqual(result.returncode, 0, text[-8000:])
        self.assertEqual(text.splitlines()[-1], f"{len(list(corpus.iterdir()))} files")

    return test


for name in TARGETS:
    setattr(Replay, f"test_{name}", replay(name))

if __name__ == "__main__":
    unittest.main()

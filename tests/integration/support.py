"""What the integration tests share: the program, a small scenario, folders of their own."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

PROGRAM = os.environ["HEDGEROW"]
SOURCE = pathlib.Path(os.environ["HR_SOURCE_FOLDER"])
DATA = pathlib.Path(__file__).resolve().parent / "data"
NATIONAL = SOURCE / "scenarios" / "uk-2018-zte.yaml"
DONE, FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130
TIMEOUT_SECONDS = 600
# Sanitizer builds scale random cases down; the national network is too slow for them.
IS_WHOLE = float(os.environ.get("HR_TEST_SCALE", "1")) >= 1


def hedgerow(*arguments, program=PROGRAM, folder=None, text=None, output=subprocess.PIPE):
    """Runs the program to its end; standard input is empty unless text is given."""
    return subprocess.run(
        [str(program), *map(str, arguments)],
        cwd=folder,
        input=text if text is not None else "",
        stdout=output,
        stderr=subprocess.PIPE,
        text=True,
        timeout=TIMEOUT_SECONDS,
    )


def digest(path):
    return hashlib.sha256(pathlib.Path(path).read_bytes()).hexdigest()


class FolderTest(unittest.TestCase):
    """Every test has an empty folder with a copy of the small scenario and its places."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hedgerow-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        shutil.copy(DATA / "places.csv", self.folder)
        self.scenario = pathlib.Path(shutil.copy(DATA / "small.yaml", self.folder))

    def run_small(self, output, *options, program=PROGRAM):
        """Runs the small scenario into a file of the folder, without assumption checks, and expects success."""
        result = hedgerow("run", "-q", "--no-assumption-checks", *options, "-o", self.folder / output, self.scenario,
                          program=program)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return self.folder / output

    def files(self):
        """Names of everything in the folder but the scenario and its places."""
        return sorted(path.name for path in self.folder.iterdir() if path.name not in ("small.yaml", "places.csv"))

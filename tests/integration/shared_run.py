"""What the tests of shards and ranks share: a scenario with every kind of study, and a folder that several fill."""
import signal
import subprocess
import time

from support import DONE, IS_WHOLE, PROGRAM, TIMEOUT_SECONDS, FolderTest, digest, hedgerow

REPLICATIONS = 110  # six batches, the last of them short
LONG = 500 if IS_WHOLE else 200  # long enough to be interrupted
STUDIES = """
under_test: [testing, isolation]
attribution: {cases: [same], replications: 40}
sensitivity: {method: morris, of: lost, case: same, base_points: 4, replications: 6}
sweep:
  list:
    - {assignment.mixes.line.cabinet.alpha: 0.2}
    - {mitigations.monitoring.on: false}
  cases: [one, same]
  replications: 12
"""
FOLDERS = ["attribution", "replications", "sensitivity", "sweep", "turn"]


class SharedRun(FolderTest):
    """The small scenario with studies in self.studied, and its result by one thread."""

    def setUp(self):
        super().setUp()
        self.studied = self.folder / "studied.yaml"
        self.studied.write_text(self.scenario.read_text() + STUDIES)

    def arguments(self, *options, command="run", output="out.h5", scenario=None, replications=REPLICATIONS):
        """Of a command, with options that decide the content."""
        counted = ["-n", str(replications)] if replications else []
        return [command, "-q", *counted, *map(str, options), "-o", str(self.folder / output), str(scenario or self.studied)]

    def succeeds(self, *options, **how):
        result = hedgerow(*self.arguments(*options, **how))
        self.assertEqual((result.returncode, result.stdout, result.stderr), (DONE, "", ""))

    def alone(self, **how):
        """Digest of the run that one thread makes."""
        self.succeeds("-t", "1", output="alone.h5", **how)
        return digest(self.folder / "alone.h5")

    def batches(self, output="out.h5"):
        """Files of batches, by name within the folder of parts."""
        folder = self.folder / f"{output}.parts"
        return sorted(str(path.relative_to(folder)) for path in folder.rglob("batch-*.h5"))

    def start(self, command, batches):
        """Starts a command and returns its process when so many batches are there, but the run is not over."""
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + TIMEOUT_SECONDS
        while len(self.batches()) < batches and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        self.assertIsNone(process.poll(), "the run ended before it could be interrupted")
        return process

    def interrupt_shard(self, shard, sent=signal.SIGINT):
        """A shard of a long run, interrupted after its first batches."""
        there = len(self.batches())
        process = self.start([PROGRAM, *self.arguments("--shard", shard, replications=LONG)], there + 2)
        process.send_signal(sent)
        talk = process.communicate(timeout=TIMEOUT_SECONDS)[1]
        return process.returncode, talk

    def is_alone(self, expected):
        """The result is there as one thread makes it, and nothing else."""
        self.assertEqual(digest(self.folder / "out.h5"), expected)
        self.assertFalse((self.folder / "out.h5.parts").exists())

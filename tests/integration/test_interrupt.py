"""Interrupted, killed and resumed runs end in the bytes of a run that was left alone."""
import os
import random
import signal
import subprocess
import time
import unittest

from support import BAD_INPUT, DONE, INTERRUPTED, PROGRAM, TIMEOUT_SECONDS, FolderTest, digest, hedgerow

REPLICATIONS = 600 if float(os.environ.get("HR_TEST_SCALE", "1")) >= 1 else 120


class Interrupted(FolderTest):
    def arguments(self, *options):
        return ["run", "-n", str(REPLICATIONS), "-t", "2", *map(str, options), "-o", str(self.folder / "out.h5"),
                str(self.scenario)]

    def parts(self):
        folder = self.folder / "out.h5.parts"
        return sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())

    def start(self, *options):
        """Starts a run and returns its process when it has finished some batches, but not all."""
        process = subprocess.Popen([PROGRAM, *self.arguments(*options)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   text=True)
        end = time.monotonic() + TIMEOUT_SECONDS
        while len(self.parts()) < 3 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        self.assertIsNone(process.poll(), "the run ended before it could be interrupted")
        return process

    def whole(self, *options):
        """Digest of the run left alone, in another file."""
        path = self.folder / "alone.h5"
        arguments = self.arguments("-q", *options)
        arguments[arguments.index("-o") + 1] = str(path)
        result = hedgerow(*arguments)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return digest(path)

    def test_an_interrupt_keeps_finished_batches_and_says_how_to_go_on(self):
        for sent in (signal.SIGINT, signal.SIGTERM):
            process = self.start()
            process.send_signal(sent)
            output, talk = process.communicate(timeout=TIMEOUT_SECONDS)
            self.assertEqual(process.returncode, INTERRUPTED, talk)
            self.assertIn("--resume", talk)
            self.assertEqual(output, "")
            self.assertFalse((self.folder / "out.h5").exists())
            self.assertGreaterEqual(len(self.parts()), 3)
            resumed = hedgerow(*self.arguments("-q", "--resume"))
            self.assertEqual(resumed.returncode, DONE, resumed.stderr)
            self.assertEqual(digest(self.folder / "out.h5"), self.whole())
            self.assertEqual(self.files(), ["alone.h5", "out.h5"], "the parts of a finished run are removed")
            (self.folder / "out.h5").unlink()

    def test_resuming_does_not_run_again_what_is_finished(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
        before = {path: (self.folder / "out.h5.parts" / path).stat().st_mtime_ns for path in self.parts()
                  if path.suffix == ".h5"}
        process = subprocess.Popen([PROGRAM, *self.arguments("--resume")], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE, text=True)
        end = time.monotonic() + TIMEOUT_SECONDS
        while len(self.parts()) < len(before) + 2 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
        for path, changed in before.items():
            self.assertEqual((self.folder / "out.h5.parts" / path).stat().st_mtime_ns, changed, path)

    def test_kills_at_any_moment_lose_nothing_but_time(self):
        expected = self.whole()
        moments = random.Random(5)
        kills = 0
        for _ in range(6):
            process = subprocess.Popen([PROGRAM, *self.arguments("-q", "--resume")], stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            try:
                process.wait(timeout=moments.uniform(0.02, 0.4))
                break
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                kills += 1
                self.assertFalse((self.folder / "out.h5").exists() and digest(self.folder / "out.h5") != expected)
        self.assertGreater(kills, 0)
        resumed = hedgerow(*self.arguments("-q", "--resume"))
        self.assertEqual(resumed.returncode, DONE, resumed.stderr)
        self.assertEqual(digest(self.folder / "out.h5"), expected)
        self.assertEqual(self.files(), ["alone.h5", "out.h5"])

    def test_another_number_of_threads_may_go_on(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
        resumed = hedgerow(*self.arguments("-q", "--resume", "-t", "4"))
        self.assertEqual(resumed.returncode, DONE, resumed.stderr)
        self.assertEqual(digest(self.folder / "out.h5"), self.whole())

    def test_parts_of_another_run_are_refused(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
        kept = self.parts()
        places = self.folder / "places.csv"
        table = places.read_text()
        for what, options, rows in (("seed", ["--seed", "99"], table), ("key", ["--set", "horizon_hours=1000"], table),
                                    ("places", [], table.replace("300000", "300001"))):
            places.write_text(rows)
            result = hedgerow(*self.arguments("-q", "--resume", *options))
            self.assertEqual(result.returncode, BAD_INPUT, what)
            self.assertIn("out.h5.parts", result.stderr, what)
            self.assertFalse((self.folder / "out.h5").exists(), what)
            self.assertEqual(self.parts(), kept, what)

    def test_unfinished_parts_are_not_overwritten_without_being_asked(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
        kept = self.parts()
        result = hedgerow(*self.arguments("-q"))
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertIn("--resume", result.stderr)
        self.assertEqual(self.parts(), kept)

    def test_damaged_parts_are_run_again(self):
        process = self.start()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
        batches = [self.folder / "out.h5.parts" / path for path in self.parts() if path.suffix == ".h5"]
        batches[0].write_bytes(batches[0].read_bytes()[:1000])
        batches[1].write_bytes(b"")
        batches[2].write_bytes(random.Random(1).randbytes(4000))
        resumed = hedgerow(*self.arguments("-q", "--resume"))
        self.assertEqual(resumed.returncode, DONE, resumed.stderr)
        self.assertEqual(digest(self.folder / "out.h5"), self.whole())

    def test_a_full_disk_is_an_ordinary_error(self):
        # a limit on the size of files stands for a full disk
        command = ["bash", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$@"', "bash", PROGRAM, *self.arguments("-q")]
        result = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_SECONDS, check=False)
        self.assertEqual(result.returncode, 1, result.stderr)
        self.assertNotEqual(result.stderr, "")
        self.assertFalse((self.folder / "out.h5").exists())


if __name__ == "__main__":
    unittest.main()

"""A run that is cut into shards: any of them, at any time, in any order, end in the bytes of one run."""
import os
import signal
import subprocess
import unittest

from shared_run import FOLDERS, LONG, REPLICATIONS, SharedRun
from support import BAD_INPUT, DONE, INTERRUPTED, PROGRAM, TIMEOUT_SECONDS, hedgerow


class Shards(SharedRun):
    def shards(self, *shards, **how):
        for shard in shards:
            self.succeeds("--shard", shard, **how)
            self.assertFalse((self.folder / "out.h5").exists())

    def merge_is_refused(self, *options, **how):
        """What merge says; nothing is written and nothing removed."""
        before = self.batches()
        result = hedgerow(*self.arguments(*options, command="merge", **how))
        self.assertEqual((result.returncode, result.stdout), (BAD_INPUT, ""), result.stderr)
        self.assertFalse((self.folder / "out.h5").exists())
        self.assertEqual(self.batches(), before)
        return result.stderr

    def test_shards_in_any_order_give_the_bytes_of_one_run(self):
        expected = self.alone()
        for order in (["1/1"], ["2/2", "1/2"], ["3/4", "1/4", "4/4", "2/4"], [f"{i}/9" for i in range(9, 0, -1)]):
            self.shards(*order)
            self.assertEqual(sorted(os.listdir(self.folder / "out.h5.parts")), FOLDERS)
            self.succeeds(command="merge")
            self.is_alone(expected)
            (self.folder / "out.h5").unlink()

    def test_shards_at_the_same_time_give_the_bytes_of_one_run(self):
        expected = self.alone()
        for twins in (1, 2):  # each of them twice at once, too: by mistake, but not to anybody's harm
            running = [subprocess.Popen([PROGRAM, *self.arguments("--shard", f"{i}/3", "-t", i)], stderr=subprocess.PIPE)
                       for i in (1, 2, 3) for _ in range(twins)]
            for process in running:
                talk = process.communicate(timeout=TIMEOUT_SECONDS)[1]
                self.assertEqual((process.returncode, talk), (DONE, b""))
            self.succeeds(command="merge")
            self.is_alone(expected)
            (self.folder / "out.h5").unlink()

    def test_a_shard_runs_its_own_batches_of_every_stage(self):
        self.shards("2/3")
        for name in FOLDERS:
            numbers = [int(batch.split("batch-")[1][:8]) for batch in self.batches() if batch.startswith(name + "/")]
            self.assertTrue(numbers, name)
            self.assertEqual(numbers, list(range(1, numbers[-1] + 1, 3)), name)

    def test_a_shard_that_was_interrupted_is_run_again(self):
        self.succeeds("--shard", "1/2", replications=LONG)
        for sent in (signal.SIGINT, signal.SIGTERM):
            status, talk = self.interrupt_shard("2/2", sent)
            self.assertEqual(status, INTERRUPTED, talk)
            self.assertTrue(talk.endswith("To go on: the same command\n"), talk)
        status, _ = self.interrupt_shard("2/2", signal.SIGKILL)
        self.assertEqual(status, -signal.SIGKILL)
        parts = self.folder / "out.h5.parts"
        changed = {batch: (parts / batch).stat().st_mtime_ns for batch in self.batches()}
        self.succeeds("--shard", "2/2", replications=LONG)
        for batch, time in changed.items():
            self.assertEqual((parts / batch).stat().st_mtime_ns, time, f"{batch} was run again")
        self.succeeds(command="merge", replications=LONG)
        self.is_alone(self.alone(replications=LONG))

    def test_what_is_missing_is_named_with_its_shard(self):
        self.shards("1/4", "4/4", "2/4")
        talk = self.merge_is_refused()
        self.assertIn("out.h5.parts lacks batches: 1 of 6 in `replications` (2); ", talk)
        for name in FOLDERS:
            self.assertIn(f" in `{name}` (2", talk)
        self.assertIn("`hedgerow run` and --shard 3/4\n", talk)
        lost = next((self.folder / "out.h5.parts" / "sweep").glob("batch-00000001.h5"))
        lost.write_bytes(lost.read_bytes()[:500])
        self.assertIn("--shard 2/4, 3/4\n", self.merge_is_refused())
        self.assertEqual(lost.stat().st_size, 500, "merge leaves a damaged batch to whom it belongs")
        self.shards("3/4", "2/4")
        self.succeeds(command="merge")
        self.is_alone(self.alone())

    def test_a_run_without_shards_goes_on_with_what_they_have_left(self):
        self.shards("2/3")
        result = hedgerow(*self.arguments())
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertIn("--resume", result.stderr)
        self.succeeds("--resume")
        self.is_alone(self.alone())

    def test_merge_without_anything_to_merge_says_so(self):
        self.assertIn("out.h5.parts", self.merge_is_refused())
        (self.folder / "out.h5.parts").mkdir()
        self.assertIn("lacks batches: 6 of 6 in `replications` (0, 1, 2, 3, 4, 5)", self.merge_is_refused())

    def test_shards_of_another_run_are_refused(self):
        self.shards("1/2")
        for options, how in ((["--seed", "99"], {}), (["--set", "horizon_hours=1000"], {})):
            self.assertIn("belongs to another run", self.merge_is_refused(*options, **how))
            result = hedgerow(*self.arguments("--shard", "2/2", *options, **how))
            self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
            self.assertIn("belongs to another run", result.stderr)
        self.shards("2/2")
        self.assertIn("lacks batches: 1 of 6 in `replications` (5)", self.merge_is_refused(replications=REPLICATIONS + 1))
        self.succeeds(command="merge")

    def test_the_options_that_shards_take_are_those_of_merge(self):
        scenario = ["--seed", "5", "--no-assumption-checks", "--set", "horizon_hours=1000"]
        self.shards("1/2", "2/2", replications=25, scenario=self.scenario)
        for shard in ("1/2", "2/2"):
            self.succeeds("--shard", shard, *scenario, replications=25, scenario=self.scenario, output="other.h5")
        self.succeeds(command="merge", replications=25, scenario=self.scenario)
        self.succeeds(*scenario, command="merge", replications=25, scenario=self.scenario, output="other.h5")
        self.succeeds(*scenario, replications=25, scenario=self.scenario, output="whole.h5")
        self.is_alone(self.alone(replications=25, scenario=self.scenario))
        self.assertEqual((self.folder / "other.h5").read_bytes(), (self.folder / "whole.h5").read_bytes())

    def test_a_shard_that_is_none_is_wrong_usage(self):
        for text in ("0/3", "4/3", "x", "", "3", "1/", "/3", "1/2/3", "+1/3", "-1/3", " 1/3", "1/3 ", "1/0", "1.5/3", "1/100001",
                     "99999999999999999999/99999999999999999999"):
            result = hedgerow(*self.arguments(f"--shard={text}"))
            self.assertEqual(result.returncode, BAD_INPUT, text)
            self.assertIn(f"not `{text}`", result.stderr)
            self.assertIn("3/16", result.stderr)
        self.assertEqual(self.batches(), [])

    def test_a_precision_cannot_be_reached_in_shards(self):
        self.studied.write_text(self.scenario.read_text() + "precision: {of: lost, relative_half_width: 0.5, minimum: 50}\n")
        for command, options in (("run", ["--shard", "1/2"]), ("merge", [])):
            result = hedgerow(*self.arguments(*options, command=command, replications=0))
            self.assertEqual(result.returncode, BAD_INPUT, command)
            self.assertIn("`precision`", result.stderr)
            self.assertIn("-n", result.stderr)
        self.assertFalse((self.folder / "out.h5.parts").exists())
        self.shards("1/2", "2/2")  # with -n, as the message says
        self.succeeds(command="merge")
        self.is_alone(self.alone())


if __name__ == "__main__":
    unittest.main()

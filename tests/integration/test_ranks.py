"""A run by several ranks that mpirun starts ends in the bytes of one thread's."""
import os
import pathlib
import shutil
import signal
import subprocess
import unittest

from shared_run import LONG, SharedRun
from support import BAD_INPUT, DONE, FAILED, INTERRUPTED, PROGRAM, TIMEOUT_SECONDS, hedgerow

LAUNCHER = shutil.which("mpirun")
# Builds with tests have ranks, but for those with sanitizers (CMakeLists.txt says why).
HAS_RANKS = "ranks: MPI" in hedgerow("version").stdout
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}


def ranked(count, *arguments):
    """The command line that runs the program in so many ranks, more of them than processors if need be."""
    return [LAUNCHER, "--oversubscribe", "-n", str(count), PROGRAM, *map(str, arguments)]


def together(*commands):
    """The command line of one rank for each of some command lines."""
    line = [LAUNCHER, "--oversubscribe"]
    for command in commands:
        line += ["-n", "1", *command, ":"]
    return line[:-1]


def run(command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=TIMEOUT_SECONDS,
                          check=False, env=ENVIRONMENT)


def children(process):
    """Numbers of the ranks of an mpirun."""
    tasks = pathlib.Path(f"/proc/{process.pid}/task").glob("*/children")
    return sorted(int(number) for task in tasks for number in task.read_text().split())


@unittest.skipUnless(LAUNCHER, "mpirun is not installed")
@unittest.skipUnless(HAS_RANKS, "the program is built without ranks")
class Ranks(SharedRun):
    def setUp(self):
        super().setUp()
        os.environ.update(ENVIRONMENT)

    def run_ranks(self, count, *options, **how):
        result = run(ranked(count, *self.arguments(*options, **how)))
        self.assertEqual((result.returncode, result.stdout), (DONE, ""), result.stderr)

    def test_any_number_of_ranks_gives_the_bytes_of_one_thread(self):
        expected = self.alone()
        for count in (1, 2, 3, 4):
            self.run_ranks(count)
            self.is_alone(expected)
            (self.folder / "out.h5").unlink()

    def test_a_precision_is_reached_where_threads_reach_it(self):
        text = self.scenario.read_text().replace("replications: 60\n", "replications: 1500\n", 1)
        for settings in ("of: lost, relative_half_width: 0.2, minimum: 100, cases: [same]",
                         "of: cvar, relative_half_width: 0.0001, minimum: 10, maximum: 330"):
            self.studied.write_text(text + f"precision: {{{settings}}}\n")
            expected = self.alone(replications=0)
            for count in (2, 3):
                self.run_ranks(count, replications=0)
                self.is_alone(expected)
                (self.folder / "out.h5").unlink()

    # ---- what goes wrong ----

    def test_a_killed_rank_ends_the_run_which_goes_on_with_resume(self):
        expected = self.alone(replications=LONG)
        process = self.start(ranked(3, *self.arguments("-t", "1", replications=LONG)), 4)
        os.kill(children(process)[1], signal.SIGKILL)
        process.communicate(timeout=TIMEOUT_SECONDS)
        self.assertNotEqual(process.returncode, DONE)
        self.assertFalse((self.folder / "out.h5").exists())
        there = self.batches()
        self.assertGreaterEqual(len(there), 4)
        result = run(ranked(2, *self.arguments(replications=LONG)))
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertIn("--resume", result.stderr)
        self.assertEqual(self.batches(), there)
        self.succeeds("--resume", replications=LONG)
        self.is_alone(expected)

    def test_ranks_go_on_with_what_another_number_of_ranks_has_left(self):
        process = self.start(ranked(3, *self.arguments("-t", "1", replications=LONG)), 4)
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=TIMEOUT_SECONDS)
        self.assertNotEqual(process.returncode, DONE)
        self.assertGreaterEqual(len(self.batches()), 4)
        self.run_ranks(2, "--resume", replications=LONG)
        self.is_alone(self.alone(replications=LONG))

    def test_an_interrupted_rank_ends_all(self):
        process = self.start(ranked(3, *self.arguments("-t", "1", replications=LONG)), 4)
        os.kill(children(process)[1], signal.SIGINT)
        output, talk = process.communicate(timeout=TIMEOUT_SECONDS)
        self.assertEqual((process.returncode, output), (INTERRUPTED, ""), talk)
        self.assertEqual(talk.count("interrupted; finished batches are kept in"), 1, talk)
        self.assertEqual(talk.count("with --resume"), 1, talk)
        self.assertFalse((self.folder / "out.h5").exists())
        self.succeeds("--resume", replications=LONG)
        self.is_alone(self.alone(replications=LONG))

    def test_a_mistake_is_told_once(self):
        result = run(ranked(3, *self.arguments("--set", "seeds=1")))
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertEqual(result.stderr.count("`seed`"), 1, result.stderr)
        self.assertFalse((self.folder / "out.h5.parts").exists())

    def test_a_rank_that_fails_alone_lets_nobody_wait(self):
        program = [PROGRAM, *self.arguments("-t", "1")]
        blind = [PROGRAM, *self.arguments("-t", "1", scenario=self.folder / "missing.yaml")]
        # a limit on the size of files stands for a full disk
        full = ["bash", "-c", 'ulimit -f 8; trap "" XFSZ; exec "$@"', "bash", *program]
        for command, status, words in ((blind, BAD_INPUT, "missing.yaml"), (full, FAILED, "cannot write")):
            result = run(together(program, command, program))
            self.assertEqual(result.returncode, status, result.stderr)
            told = [line for line in result.stderr.splitlines() if words in line]
            self.assertEqual(len(told), 1, result.stderr)
            self.assertRegex(told[0], r" \(rank 1, on \S+\)$")
            self.assertFalse((self.folder / "out.h5").exists())

    def test_ranks_that_do_not_share_the_folder_are_told(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        shutil.copy(self.folder / "places.csv", elsewhere)
        apart = ["bash", "-c", f'cd {elsewhere}; exec "$@"', "bash", PROGRAM]
        arguments = ["run", "-q", "-n", "60", "-o", "out.h5", str(self.scenario)]
        here = ["bash", "-c", f'cd {self.folder}; exec "$@"', "bash", PROGRAM]
        for status, words in ((BAD_INPUT, "cannot make the folder out.h5.parts/replications"),
                              (FAILED, "all of them need the same folder")):
            result = run(together([*here, *arguments], [*apart, *arguments]))
            self.assertEqual(result.returncode, status, result.stderr)
            self.assertEqual(result.stderr.count(words), 1, result.stderr)
            self.assertFalse((self.folder / "out.h5").exists())
            shutil.rmtree(self.folder / "out.h5.parts")
            (elsewhere / "out.h5.parts").mkdir(exist_ok=True)  # left there by another run, say

    def test_ranks_that_were_not_given_the_same_run_are_told(self):
        for other in (["--seed", "99"], ["--no-assumption-checks"], ["-n", "50"], ["--set", "horizon_hours=1000"]):
            result = run(together([PROGRAM, *self.arguments()], [PROGRAM, *self.arguments(*other)]))
            self.assertEqual(result.returncode, BAD_INPUT, (other, result.stderr))
            self.assertEqual(result.stderr.count("not all ranks were given the same"), 1, result.stderr)
            self.assertFalse((self.folder / "out.h5.parts").exists())

    def test_processes_that_do_not_find_one_another_are_told(self):
        strange = {**os.environ, "PMI_SIZE": "3", "PMI_RANK": "1"}
        result = subprocess.run([PROGRAM, *self.arguments()], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                                timeout=TIMEOUT_SECONDS, check=False, env=strange)
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertIn("a launcher has started 3 processes, but they do not find one another", result.stderr)
        self.assertFalse((self.folder / "out.h5.parts").exists())

    def test_ranks_run_no_shard(self):
        result = run(ranked(2, *self.arguments("--shard", "1/2")))
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertIn("start a process for each shard", result.stderr)
        self.assertFalse((self.folder / "out.h5.parts").exists())

    def test_standard_input_is_refused(self):
        result = run(ranked(2, *self.arguments(scenario="-")))
        self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
        self.assertIn("name a scenario file", result.stderr)


if not HAS_RANKS:
    @unittest.skipUnless(LAUNCHER, "mpirun is not installed")
    class NoRanks(SharedRun):
        def test_a_program_without_mpi_refuses_to_be_several_processes(self):
            result = run(ranked(2, *self.arguments()))
            self.assertEqual(result.returncode, BAD_INPUT, result.stderr)
            self.assertIn("built without MPI", result.stderr)
            self.assertFalse((self.folder / "out.h5.parts").exists())


if __name__ == "__main__":
    unittest.main()

"""Scenarios whose network comes from a file: what is guessed is told, and a changed file is another experiment."""
import shutil
import signal
import subprocess
import time
import unittest

import h5py

from support import BAD_INPUT, DATA, DONE, INTERRUPTED, PROGRAM, TIMEOUT_SECONDS, FolderTest, digest, hedgerow

BROKEN = DATA.parent / "broken"
RULES = "- {name: yonder, vendor: alpha, sensitive: true}"


class NetworkScenario(FolderTest):
    def setUp(self):
        super().setUp()
        for name in ("valid-file.yaml", "bare-nodes.csv", "bare-edges.csv"):
            shutil.copy(BROKEN / name, self.folder)
        self.scenario = self.folder / "valid-file.yaml"

    def run_it(self, output, *options):
        return hedgerow("run", "-q", "-o", self.folder / output, *options, self.scenario)

    def test_every_guess_is_told_with_its_count(self):
        for command in ("check", "describe"):
            text = " ".join(hedgerow(command, self.scenario).stdout.split())
            for words in ("guessed: 3 of 3 nodes have no role", "guessed: No node is an access node: 3 exchanges",
                          "guessed: No users are given: 3000 are", "noted: 1 attributes are not used: kind",
                          "guessed: 2 functions were added"):
                self.assertIn(words, text, command)

    def test_threads_do_not_change_the_bytes(self):
        self.assertEqual(self.run_it("one.h5", "-t", "1").returncode, DONE)
        self.assertEqual(self.run_it("two.h5", "-t", "2").returncode, DONE)
        self.assertEqual(digest(self.folder / "one.h5"), digest(self.folder / "two.h5"))

    def test_a_changed_file_is_not_traced_as_the_one_that_ran(self):
        self.assertEqual(self.run_it("one.h5").returncode, DONE)
        with h5py.File(self.folder / "one.h5") as result:
            self.assertRegex(result.attrs["network_sha256"].decode(), r"^[0-9a-f]{64}$")
        trace = ["trace", self.scenario, "--result", self.folder / "one.h5", "--worst", "1", "--case", "one"]
        self.assertEqual(hedgerow(*trace).returncode, DONE)
        edges = self.folder / "bare-edges.csv"
        edges.write_text(edges.read_text() + "here,there\n")
        result = hedgerow(*trace)
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("a file of its network differs", result.stderr)

    def test_a_changed_file_is_not_resumed(self):
        arguments = ["run", "-q", "--replications", "1000000", "-o", self.folder / "one.h5", self.scenario]
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], stderr=subprocess.PIPE)
        parts = self.folder / "one.h5.parts"
        end = time.monotonic() + TIMEOUT_SECONDS
        while not list(parts.rglob("*.h5")) and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=TIMEOUT_SECONDS)
        self.assertEqual(process.returncode, INTERRUPTED)
        edges = self.folder / "bare-edges.csv"
        edges.write_text(edges.read_text() + "here,there\n")
        result = hedgerow(*arguments, "--resume")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("one.h5.parts", result.stderr)

    def test_vendors_of_the_file_need_no_mixes(self):
        nodes = self.folder / "bare-nodes.csv"
        nodes.write_text("id,role,vendor,users\na,exchange,alpha,100\nb,core_router,carol,\nc,packet_core,alpha,\n")
        (self.folder / "bare-edges.csv").write_text("source,target\na,b\nb,c\n")
        text = self.scenario.read_text()
        begin, end = text.index("assignment:"), text.index("cases:")
        text = text[:begin] + "assignment: {rule: from_file}\n" + text[end:]
        self.scenario.write_text(text.replace(RULES, "- {name: c, sensitive: true}"))
        self.assertEqual(self.run_it("one.h5").returncode, DONE)
        with h5py.File(self.folder / "one.h5") as result:
            self.assertEqual(result["node_users"][:].sum(), 100)


if __name__ == "__main__":
    unittest.main()

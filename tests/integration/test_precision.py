"""Runs that stop when they know enough: where they stop, and that neither threads nor interruptions show in it."""
import re
import signal
import subprocess
import time
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, INTERRUPTED, PROGRAM, TIMEOUT_SECONDS, FolderTest, digest, hedgerow


class Precision(FolderTest):
    def write(self, settings, replications=1500):
        path = self.folder / "precise.yaml"
        text = self.scenario.read_text().replace("replications: 60\n", f"replications: {replications}\n", 1)
        path.write_text(text + f"precision: {{{settings}}}\n")
        return path

    def run_until(self, settings, *options, replications=1500, output="out.h5"):
        path = self.write(settings, replications)
        result = hedgerow("run", "-q", "--no-assumption-checks", *options, "-o", self.folder / output, path)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return self.folder / output

    def half_width(self, path, label, column):
        """Relative half-width of an interval that compare prints."""
        text = hedgerow("compare", path).stdout
        lines = text[text.index(label):].splitlines()
        place = next(i for i, line in enumerate(lines) if line.startswith(" same"))
        value = float(lines[place].replace("%", "").split()[1 + column])
        ends = re.findall(r"(-?[\d.,]+) to (-?[\d.,]+)", lines[place + 1])[column]
        low, high = (float(end.replace(",", "")) for end in ends)
        return (high - low) / 2 / value

    def test_a_run_stops_at_the_first_hundred_that_is_enough(self):
        path = self.run_until("of: lost, relative_half_width: 0.2, minimum: 100, cases: [same]")
        with xr.open_dataset(path, engine="h5netcdf") as r:
            count = r.sizes["replication"]
            self.assertEqual(r.attrs["replications_done"], count)
            self.assertEqual(r.attrs["precision_is_reached"], 1)
        self.assertEqual(count % 100, 0)
        self.assertTrue(200 <= count < 1500, count)
        self.assertLess(self.half_width(path, "Lost with the mitigations", 0), 0.2 * 1.02)
        before = self.run_until("of: lost, relative_half_width: 0.2", "-n", str(count - 100), output="before.h5")
        self.assertGreater(self.half_width(before, "Lost with the mitigations", 0), 0.2 * 0.98)
        self.assertIn("The run stopped when the mean loss with the mitigations was known within 20.0 % of itself",
                      " ".join(hedgerow("compare", path).stdout.split()))

    def test_what_was_run_is_the_beginning_of_a_longer_run(self):
        path = self.run_until("of: effectiveness, relative_half_width: 0.05, minimum: 100")
        with xr.open_dataset(path, engine="h5netcdf") as r:
            count = r.sizes["replication"]
            whole = self.run_small("whole.h5", "-n", str(count + 7))
            with xr.open_dataset(whole, engine="h5netcdf") as w:
                np.testing.assert_array_equal(r.lost_headline_user_hours, w.lost_headline_user_hours[:count])

    def test_a_run_that_never_knows_enough_ends_at_its_greatest_length(self):
        path = self.run_until("of: cvar, relative_half_width: 0.0001, minimum: 10, maximum: 130")
        with xr.open_dataset(path, engine="h5netcdf") as r:
            self.assertEqual(r.sizes["replication"], 130)
            self.assertEqual(r.attrs["precision_is_reached"], 0)
        self.assertIn("The run ended, at its greatest length, before the CVaR 95 with the mitigations was known",
                      " ".join(hedgerow("compare", path).stdout.split()))

    def test_a_number_on_the_command_line_is_run_exactly(self):
        path = self.run_until("of: lost, relative_half_width: 10, minimum: 2", "-n", "33")
        with xr.open_dataset(path, engine="h5netcdf") as r:
            self.assertEqual(r.sizes["replication"], 33)
            self.assertNotIn("precision_of", r.attrs)

    def test_threads_and_interruptions_do_not_show(self):
        settings = "of: lost, relative_half_width: 0.15, minimum: 100, cases: [same]"
        expected = digest(self.run_until(settings, "-t", "1"))
        self.assertEqual(digest(self.run_until(settings, "-t", "3", output="three.h5")), expected)
        output = self.folder / "broken.h5"
        arguments = ["run", "-q", "--no-assumption-checks", "-t", "2", "-o", str(output), str(self.write(settings))]
        process = subprocess.Popen([PROGRAM, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        parts = self.folder / "broken.h5.parts" / "replications"
        end = time.monotonic() + TIMEOUT_SECONDS
        while len(list(parts.glob("batch-*.h5"))) < 3 and process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(timeout=TIMEOUT_SECONDS), INTERRUPTED)
        resumed = hedgerow(*arguments, "--resume")
        self.assertEqual(resumed.returncode, DONE, resumed.stderr)
        self.assertEqual(digest(output), expected)
        self.assertFalse(parts.parent.exists())

    def test_mistakes_are_told_at_their_line(self):
        line = len(self.scenario.read_text().splitlines()) + 1
        for settings, words in (
            ("relative_half_width: 0.1", "of"),
            ("of: loss, relative_half_width: 0.1", "did you mean `lost`"),
            ("of: lost, relative_half_width: 0", "0"),
            ("of: lost, relative_half_width: 0.1, minimum: 2000", "minimum"),
            ("of: lost, relative_half_width: 0.1, minimum: 300, maximum: 200", "minimum"),
            ("of: lost, relative_half_width: 0.1, cases: [sane]", "did you mean `same`"),
        ):
            result = hedgerow("check", self.write(settings))
            self.assertEqual(result.returncode, BAD_INPUT, settings)
            self.assertIn(f"precise.yaml:{line}:", result.stderr, settings)
            self.assertIn(words, result.stderr, settings)


if __name__ == "__main__":
    unittest.main()

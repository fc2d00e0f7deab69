"""What a terminal shows: colour there and only there, tables of 80 columns, the restoration curve."""
import os
import pty
import re
import subprocess
import unittest

import xarray as xr

from support import DONE, PROGRAM, FolderTest, hedgerow


def on_terminal(*arguments, **environment):
    """What the program prints when its output is a terminal."""
    ours, theirs = pty.openpty()
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    process = subprocess.Popen([PROGRAM, *map(str, arguments)], stdin=subprocess.DEVNULL, stdout=theirs,
                               stderr=subprocess.DEVNULL, env={**plain, "TERM": "xterm", **environment})
    os.close(theirs)
    text = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        text += piece
    os.close(ours)
    assert process.wait() == DONE
    return text.decode().replace("\r\n", "\n")


class Terminal(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.owner = FolderTest()
        cls.owner.setUp()
        cls.addClassCleanup(cls.owner.doCleanups)
        cls.result = cls.owner.run_small("small.h5", "-n", "40")

    def test_colour_is_for_terminals_only(self):
        for command, file in (("compare", self.result), ("describe", self.owner.scenario)):
            shown = on_terminal(command, file)
            plain = hedgerow(command, file).stdout
            self.assertIn("\033[", shown)
            self.assertNotIn("\033", plain)
            self.assertEqual(re.sub(r"\033\[[0-9;]*m", "", shown), plain)

    def test_no_color_and_dumb_terminals_are_plain(self):
        self.assertNotIn("\033", on_terminal("compare", self.result, NO_COLOR="1"))
        self.assertNotIn("\033", on_terminal("compare", self.result, TERM="dumb"))
        self.assertIn("\033", on_terminal("compare", self.result, NO_COLOR=""))  # empty is as unset

    def test_tables_fit_eighty_columns(self):
        for command, file in (("compare", self.result), ("describe", self.owner.scenario)):
            for line in hedgerow(command, file).stdout.splitlines():
                self.assertLessEqual(len(line), 80, line)

    def test_the_curve_is_that_of_the_file(self):
        with xr.open_dataset(self.result, engine="h5netcdf") as file:
            headline = file.service_is_headline == 1
            users = float(file.users.sum("operator").where(headline, 0).sum())
            served = file.served_users.sel(arm="mitigated").where(headline, 0).sum("service").mean("replication")
            out = 1 - served / users
            cases = [str(name) for name in file["case"].values]
        self.assertGreater(float(out.max()), 0)
        text = hedgerow("compare", self.result).stdout.split("Users out over time")[1]
        for case in cases:
            line = re.search(rf"^ {re.escape(case)} (.*?) +([0-9.]+)$", text, re.MULTILINE)
            greatest = 100 * float(out.sel({"case": case}).max())
            decimals = len(line.group(2).partition(".")[2])
            self.assertLessEqual(abs(float(line.group(2)) - greatest), 0.5 * 10.0 ** -decimals + 1e-9, case)

    def test_characters_are_those_of_the_locale(self):
        blocks = set("▁▂▃▄▅▆▇█")
        self.assertTrue(blocks & set(on_terminal("compare", self.result, LC_ALL="C.UTF-8")))
        plain = on_terminal("compare", self.result, LC_ALL="C")
        self.assertFalse(blocks & set(plain))
        self.assertIn("@", plain.split("Users out over time")[1])


if __name__ == "__main__":
    unittest.main()

"""The same scenario and seed give the same bytes: threads, compilers, folders, other runs before."""
import os
import unittest

import numpy as np
import xarray as xr

from support import DONE, IS_WHOLE, NATIONAL, FolderTest, digest, hedgerow

CLANG = os.environ.get("HR_CLANG_HEDGEROW", "")


class Determinism(FolderTest):
    def whole(self, output, *options, **how):
        """A run with its assumption checks; the digest of its file."""
        path = self.folder / output
        result = hedgerow("run", "-q", *options, "-o", path, self.scenario, **how)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return digest(path)

    def test_any_number_of_threads_gives_the_same_bytes(self):
        digests = {threads: self.whole(f"t{threads}.h5", "-t", threads) for threads in (1, 2, 3, 4, 7)}
        self.assertEqual(len(set(digests.values())), 1, digests)

    def test_a_run_repeated_gives_the_same_bytes(self):
        self.assertEqual(self.whole("a.h5"), self.whole("b.h5"))

    def test_the_working_folder_does_not_matter(self):
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        result = hedgerow("run", "-q", "-o", "c.h5", "../small.yaml", folder=elsewhere)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertEqual(digest(elsewhere / "c.h5"), self.whole("a.h5"))

    def test_language_and_time_zone_do_not_matter(self):
        first = self.whole("a.h5")
        before = dict(os.environ)
        try:
            os.environ.update(LC_ALL="de_DE.UTF-8", TZ="Asia/Tokyo")
            self.assertEqual(self.whole("b.h5"), first)
        finally:
            os.environ.clear()
            os.environ.update(before)

    def test_more_replications_leave_the_first_as_they_are(self):
        few = self.run_small("few.h5", "-n", "7")
        many = self.run_small("many.h5", "-n", "45")
        with xr.open_dataset(few, engine="h5netcdf") as a, xr.open_dataset(many, engine="h5netcdf") as b:
            for name, variable in a.data_vars.items():
                if "replication" in variable.dims:
                    np.testing.assert_array_equal(variable.values, b[name].values[:7], name)

    def test_a_case_more_leaves_the_others_as_they_are(self):
        three = self.folder / "three.yaml"
        text = self.scenario.read_text()
        start, end = text.index("  none:\n"), text.index("threats:\n")
        three.write_text((text[:start] + text[end:]).replace(", removed: none", ""))
        four = self.run_small("four.h5", "-n", "10")
        self.scenario = three
        without = self.run_small("three.h5", "-n", "10")
        with xr.open_dataset(without, engine="h5netcdf") as a, xr.open_dataset(four, engine="h5netcdf") as b:
            for name in ("lost_user_hours", "nodes_disabled", "nodes_isolated", "served_users"):
                np.testing.assert_array_equal(a[name].values, b[name].sel(case=["one", "same", "other"]).values, name)

    @unittest.skipUnless(CLANG, "no program built by clang is named in HR_CLANG_HEDGEROW")
    def test_gcc_and_clang_give_the_same_bytes(self):
        self.assertEqual(self.whole("gcc.h5"), self.whole("clang.h5", program=CLANG))


@unittest.skipUnless(IS_WHOLE, "the national network is too slow for this build")
class National(FolderTest):
    def run_national(self, output, *options, **how):
        path = self.folder / output
        result = hedgerow("run", "-q", "--no-assumption-checks", "-n", "2", *options, "-o", path, NATIONAL, **how)
        self.assertEqual(result.returncode, DONE, result.stderr)
        return digest(path)

    def test_the_national_network_gives_the_same_bytes_for_any_number_of_threads(self):
        self.assertEqual(self.run_national("one.h5", "-t", "1"), self.run_national("four.h5", "-t", "4"))

    @unittest.skipUnless(CLANG, "no program built by clang is named in HR_CLANG_HEDGEROW")
    def test_the_national_network_gives_the_same_bytes_under_clang(self):
        self.assertEqual(self.run_national("gcc.h5"), self.run_national("clang.h5", program=CLANG))


if __name__ == "__main__":
    unittest.main()

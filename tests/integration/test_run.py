"""hedgerow run, check, version, help: files, exit statuses, and what a result holds."""
import math
import re
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DATA, DONE, NATIONAL, FolderTest, digest, hedgerow

CASES = ["one", "same", "other", "none"]
ARMS = ["mitigated", "unmitigated"]
SERVICES = ["mobile_data", "mobile_voice", "fixed_broadband", "emergency_call"]
HEADLINE = ["mobile_data", "fixed_broadband"]
OPERATORS = ["red", "blue", "line"]


def text_of(variable):
    value = variable.values[()]
    return value.decode() if isinstance(value, bytes) else str(value)


class CommandLine(FolderTest):
    def test_version_names_program_and_version(self):
        result = hedgerow("version")
        self.assertEqual(result.returncode, DONE)
        self.assertRegex(result.stdout, r"^hedgerow \d+\.\d+\.\d+")

    def test_every_command_has_help_that_succeeds(self):
        for arguments in (["--help"], ["run", "--help"], ["check", "--help"], ["describe", "--help"], ["compare", "--help"],
                          ["sensitivity", "--help"], ["attribute", "--help"]):
            result = hedgerow(*arguments)
            self.assertEqual(result.returncode, DONE, arguments)
            self.assertIn("Usage", result.stdout)

    def test_unknown_command_is_answered_with_the_nearest(self):
        result = hedgerow("comapre", "x.h5")
        self.assertEqual(result.returncode, BAD_INPUT)
        self.assertIn("compare", result.stderr)

    def test_no_command_and_unknown_options_are_wrong_usage(self):
        for arguments in ([], ["run"], ["run", "--nonsense", self.scenario], ["check"], ["describe"], ["compare"],
                          ["sensitivity"], ["attribute"]):
            result = hedgerow(*arguments)
            self.assertEqual(result.returncode, BAD_INPUT, arguments)
            self.assertNotEqual(result.stderr, "")

    def test_check_says_what_a_scenario_holds(self):
        result = hedgerow("check", self.scenario)
        self.assertEqual(result.returncode, DONE)
        self.assertIn("no mistakes", result.stdout)
        self.assertIn("3 operators, 4 vendors, 3 states, 4 cases, 4 services", result.stdout)
        self.assertIn("2 assumptions with a range, 0 figures without a source", result.stdout)

    def test_costs_and_lost_calls_follow_from_hours_and_hardware(self):
        output = self.run_small("costs.h5", "--replications", "6", "--set",
                                "costs={source: s, currency: GBP, engineer_hour: 10, crew_hour: 20, lost_user_hour: 2}",
                                "--set", "services.emergency_call.calls_per_user_hour=0.001")
        with xr.open_dataset(output, engine="h5netcdf") as data:
            np.testing.assert_allclose(data["restoration_cost"], 10 * data["engineer_hours"] + 20 * data["crew_hours"])
            np.testing.assert_allclose(data["lost_service_cost"], 2 * data["lost_headline_user_hours"])
            lost = data["lost_user_hours"].sel(service="emergency_call").sum("operator")
            np.testing.assert_allclose(data["calls_lost"], 0.001 * lost)
            self.assertGreater(float(data["restoration_cost"].max()), 0)

    def test_a_scenario_may_change_another_and_the_result_holds_both_texts(self):
        change = self.folder / "change.yaml"
        change.write_text(f"extends: {self.scenario.name}\ntitle: Changed\nreplications: 2\n")
        result = hedgerow("run", change, "-o", self.folder / "change.h5", "--quiet", "--no-assumption-checks")
        self.assertEqual(result.returncode, DONE, result.stderr)
        with xr.open_dataset(self.folder / "change.h5", engine="h5netcdf") as data:
            self.assertEqual(data.sizes["replication"], 2)
            self.assertEqual(data.attrs["title"], "Changed")
            text = text_of(data["scenario"])
        self.assertTrue(text.startswith(change.read_text()))
        self.assertIn("--- # " + self.scenario.name, text)
        self.assertTrue(text.endswith(self.scenario.read_text()))

    def test_check_lists_figures_without_a_source(self):
        text = self.scenario.read_text().replace("overlap:\n  source: made up", "overlap:")
        self.scenario.write_text(text)
        line = text.splitlines().index("  ran_site: {overlap_share: 0.5, headroom_share: 0.3}") + 1
        result = hedgerow("check", self.scenario)
        self.assertEqual(result.returncode, DONE)
        self.assertIn("2 figures without a source", result.stdout)
        self.assertIn(f"{self.scenario}:{line}:", result.stdout)

    def test_the_national_scenario_has_no_mistakes_and_no_figure_without_source(self):
        result = hedgerow("check", NATIONAL)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertIn("0 figures without a source", result.stdout)
        nodes = int(re.search(r"^(\d+) nodes", result.stdout, re.MULTILINE).group(1))
        self.assertGreater(nodes, 190_000)


class Running(FolderTest):
    def test_default_result_is_named_after_the_scenario_and_stands_here(self):
        result = hedgerow("run", "-q", "--no-assumption-checks", "-n", "2", self.scenario, folder=self.folder)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertEqual(self.files(), ["small.h5"])

    def test_scenario_from_standard_input(self):
        text = self.scenario.read_text()
        result = hedgerow("run", "-q", "--no-assumption-checks", "-n", "2", "-o", "piped.h5", "-", folder=self.folder,
                          text=text)
        self.assertEqual(result.returncode, DONE, result.stderr)
        self.assertEqual(self.files(), ["piped.h5"])

    def test_progress_goes_to_standard_error_and_quiet_is_quiet(self):
        loud = hedgerow("run", "-n", "5", "-o", self.folder / "a.h5", self.scenario)
        quiet = hedgerow("run", "-q", "-n", "5", "-o", self.folder / "b.h5", self.scenario)
        self.assertEqual((loud.returncode, quiet.returncode), (DONE, DONE))
        self.assertIn("replications", loud.stderr)
        self.assertEqual(quiet.stderr, "")

    def test_an_older_result_is_replaced_whole(self):
        path = self.folder / "out.h5"
        path.write_text("not a result")
        self.run_small("out.h5", "-n", "2")
        with xr.open_dataset(path, engine="h5netcdf") as result:
            self.assertEqual(result.sizes["replication"], 2)

    def test_set_changes_a_key_and_the_file_says_so(self):
        path = self.run_small("set.h5", "-n", "3", "--set", "horizon_hours=100")
        with xr.open_dataset(path, engine="h5netcdf") as result:
            self.assertLess(float(result.time.max()), 100)
            self.assertTrue(text_of(result["scenario"]).endswith("\n# --set horizon_hours=100"))

    def test_seed_changes_the_draws(self):
        first = self.run_small("a.h5", "-n", "5")
        second = self.run_small("b.h5", "-n", "5", "--seed", "8")
        with xr.open_dataset(first, engine="h5netcdf") as a, xr.open_dataset(second, engine="h5netcdf") as b:
            self.assertEqual((a.attrs["seed"], b.attrs["seed"]), (7, 8))
            self.assertFalse(np.array_equal(a.lost_headline_user_hours, b.lost_headline_user_hours))


class ResultFile(unittest.TestCase):
    """One run of the small scenario, opened in xarray by both engines that read netCDF-4."""

    @classmethod
    def setUpClass(cls):
        cls.owner = FolderTest()
        cls.owner.setUp()
        cls.addClassCleanup(cls.owner.doCleanups)
        cls.path = cls.owner.folder / "small.h5"
        result = hedgerow("run", "-q", "-o", cls.path, cls.owner.scenario)
        assert result.returncode == DONE, result.stderr
        cls.result = xr.open_dataset(cls.path, engine="h5netcdf")
        cls.addClassCleanup(cls.result.close)

    def test_dimensions_carry_the_names_of_the_scenario(self):
        r = self.result
        self.assertEqual(list(r.case.values), CASES)
        self.assertEqual(list(r.arm.values), ARMS)
        self.assertEqual(list(r.service.values), SERVICES)
        self.assertEqual(list(r.operator.values), OPERATORS)
        self.assertEqual(list(r.vendor.values), ["alpha", "again", "bravo", "carol"])
        self.assertEqual(list(r.state.values), ["AA", "BB", "CC"])
        np.testing.assert_array_equal(r.replication, np.arange(60))
        self.assertEqual(r.sizes["time"], 20)
        np.testing.assert_allclose(r.time, 37.5 + 75 * np.arange(20))
        np.testing.assert_allclose(r.threshold, [0.10, 0.25, 0.50])

    def test_variables_have_their_dimensions_units_and_names(self):
        expected = {
            "lost_headline_user_hours": ("replication", "case", "arm"),
            "lost_user_hours": ("replication", "case", "arm", "service", "operator"),
            "served_users": ("replication", "case", "arm", "service", "time"),
            "peak_lost_share": ("replication", "case", "arm"),
            "hours_above_threshold": ("replication", "case", "arm", "threshold"),
            "time_to_restore_hours": ("replication", "case", "arm", "restored"),
            "time_to_discovery_hours": ("replication", "case", "arm"),
            "nodes_disabled": ("replication", "case", "arm"),
            "users": ("service", "operator"),
            "hhi_vendor": ("case",),
            "hhi_state": ("case",),
            "hhi_vendor_users": ("case",),
            "hhi_state_users": ("case",),
            "hhi_vendor_by_role": ("case", "weight", "role"),
            "hhi_state_by_role": ("case", "weight", "role"),
            "avoidable_share_vendor": ("case", "edges", "vendor", "service"),
            "avoidable_share_state": ("case", "edges", "state", "service"),
            "avoidable_share_pair": ("case", "edges", "vendor", "vendor_other", "service"),
            "headline_share_vendor": ("case", "edges", "vendor"),
            "headline_share_state": ("case", "edges", "state"),
            "worst_vendor_share": ("case", "edges"),
            "worst_state_share": ("case", "edges"),
            "service_is_headline": ("service",),
            "nodes_by_vendor": ("case", "role", "vendor"),
            "region_lost_headline_user_hours": ("replication", "case", "arm", "region"),
            "region_headline_users": ("region",),
            "vendor_exposure": ("vendor", "state"),
            "node_vendor": ("case", "node"),
            "node_latitude": ("node",),
        }
        for name, dimensions in expected.items():
            variable = self.result[name]
            self.assertEqual(variable.dims, dimensions, name)
            self.assertIn("units", variable.attrs, name)
            self.assertIn("long_name", variable.attrs, name)

    def test_both_engines_read_the_same_numbers(self):
        with xr.open_dataset(self.path, engine="netcdf4") as other:
            for name, variable in self.result.variables.items():
                if variable.dtype.kind in "fiu":
                    np.testing.assert_array_equal(variable.values, other[name].values, name)

    def test_attributes_say_how_the_numbers_were_made(self):
        attributes = self.result.attrs
        self.assertEqual(attributes["seed"], 7)
        self.assertEqual(attributes["replications_done"], 60)
        self.assertEqual(attributes["scenario_title"], "A small nation")
        self.assertRegex(attributes["scenario_sha256"], r"^[0-9a-f]{64}$")
        self.assertRegex(attributes["version"], r"^\d+\.\d+\.\d+")
        self.assertEqual(attributes["baseline_case"], "one")
        self.assertEqual(attributes["scenario_sha256"], digest(DATA / "small.yaml"))
        self.assertEqual(attributes["places_sha256"], digest(DATA / "places.csv"))
        self.assertEqual(text_of(self.result["scenario"]), (DATA / "small.yaml").read_text())

    def test_headline_loss_is_the_sum_over_headline_services_and_operators(self):
        parts = self.result.lost_user_hours.sel(service=HEADLINE).sum(["service", "operator"])
        np.testing.assert_allclose(parts, self.result.lost_headline_user_hours, rtol=1e-12)

    def test_regions_share_the_headline_loss_up_to_what_functions_refuse(self):
        r = self.result
        self.assertEqual(float(r.region_headline_users.sum()), float(r.users.sel(service=HEADLINE).sum()))
        self.assertTrue(bool((r.region_lost_headline_user_hours >= 0).all()))
        whole = r.lost_headline_user_hours
        parts = r.region_lost_headline_user_hours.sum("region")
        self.assertTrue(bool((parts <= whole * (1 + 1e-12)).all()))
        self.assertGreater(float(parts.sum()), 0.9 * float(whole.sum()))
        self.assertTrue(bool((r.region_lost_headline_user_hours <= 1500.0 * r.region_headline_users * (1 + 1e-12)).all()))

    def test_vendors_answer_to_the_states_of_the_scenario(self):
        np.testing.assert_array_equal(self.result.vendor_exposure, [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 0, 1]])

    def test_losses_are_the_integral_of_what_is_not_served(self):
        r = self.result
        users = r.users.sum("operator")
        hours = 1500.0
        lost = users * hours - r.served_users.mean("time") * hours
        np.testing.assert_allclose(lost, r.lost_user_hours.sum("operator").transpose(*lost.dims), rtol=1e-9, atol=1e-3)

    def test_nothing_is_negative_and_nobody_is_served_twice(self):
        r = self.result
        self.assertGreaterEqual(float(r.lost_user_hours.min()), 0)
        self.assertTrue(bool((r.served_users <= r.users.sum("operator") + 1e-6).all()))
        self.assertTrue(bool((r.peak_lost_share <= 1).all()))
        limit = 1500.0 * r.users
        self.assertTrue(bool((r.lost_user_hours <= limit + 1e-6).all()))

    def test_users_are_those_of_the_scenario(self):
        users = self.result.users
        self.assertEqual(int(users.sel(service="mobile_data", operator="red")), 1_500_000)
        self.assertEqual(int(users.sel(service="mobile_data", operator="blue")), 1_000_000)
        self.assertEqual(int(users.sel(service="fixed_broadband", operator="line")), 1_200_000)
        self.assertEqual(int(users.sel(service="fixed_broadband", operator="red")), 0)

    def test_assignment_has_the_quotas_of_the_scenario(self):
        count = self.result.nodes_by_vendor.sel(case="one", role="cabinet")
        self.assertEqual(int(count.sel(vendor="alpha")), 600)
        self.assertEqual(int(count.sel(vendor="bravo")), 900)
        self.assertEqual(int(self.result.nodes_by_vendor.sel(case="none", vendor="alpha").sum()), 0)

    def test_concentration_is_the_sum_of_squared_shares(self):
        r = self.result
        vendors = list(r.vendor.values)
        for case in CASES:
            vendor = r.node_vendor.sel(case=case).values
            counts = np.array([(vendor == index).sum() for index in range(len(vendors))])
            self.assertTrue(math.isclose(float(r.hhi_vendor.sel(case=case)), ((counts / counts.sum()) ** 2).sum(),
                                         rel_tol=1e-12), case)
            states = np.array([counts[0] + counts[1], counts[2], counts[3]])
            self.assertTrue(math.isclose(float(r.hhi_state.sel(case=case)), ((states / states.sum()) ** 2).sum(),
                                         rel_tol=1e-12), case)

    def test_concentration_within_a_role_is_by_nodes_and_by_users(self):
        r = self.result
        role = list(r.role.values).index("cabinet")
        chosen = r.node_role.values == role
        vendor = r.node_vendor.sel(case="one").values[chosen]
        for weight, weights in (("nodes", np.ones(chosen.sum())), ("users", r.node_users.values[chosen])):
            shares = np.bincount(vendor, weights, minlength=4) / weights.sum()
            for name, found in (("hhi_vendor_by_role", (shares ** 2).sum()),
                                ("hhi_state_by_role", (shares[0] + shares[1]) ** 2 + (shares[2:] ** 2).sum())):
                self.assertTrue(math.isclose(float(r[name].sel(case="one", weight=weight, role="cabinet")), found,
                                             rel_tol=1e-12), (name, weight))
        self.assertTrue(bool(np.isnan(r.hhi_vendor_by_role.sel(case="one", weight="users", role="oss"))))

    def test_two_vendors_of_one_state_are_avoided_as_one(self):
        r = self.result
        np.testing.assert_array_equal(r.avoidable_share_state.sel(state="AA"),
                                      r.avoidable_share_pair.sel(vendor="alpha", vendor_other="again"))
        np.testing.assert_array_equal(r.avoidable_share_state.sel(state="BB"), r.avoidable_share_vendor.sel(vendor="bravo"))
        pair = r.avoidable_share_pair
        np.testing.assert_array_equal(pair, pair.rename(vendor="vendor_other", vendor_other="vendor").transpose(*pair.dims))

    def test_avoidable_shares_follow_from_who_made_what(self):
        r = self.result
        # single-homed lines hang on their cabinet and, without backup edges, on its exchange: nobody keeps more
        role = list(r.role.values).index("cabinet")
        for vendor, index in (("alpha", 0), ("bravo", 2)):
            made = (r.node_role.values == role) & (r.node_vendor.sel(case="one").values == index)
            most = 1 - r.node_users.values[made].sum() / 1_200_000
            share = r.avoidable_share_vendor.sel(case="one", vendor=vendor, service="fixed_broadband")
            self.assertLessEqual(float(share.sel(edges="primary")), most + 1e-12)
            self.assertGreater(float(share.sel(edges="primary")), 0)
        self.assertEqual(float(r.avoidable_share_vendor.sel(case="none", vendor="alpha").min()), 1)
        # all core routers are carol's
        self.assertEqual(float(r.avoidable_share_vendor.sel(vendor="carol", service="fixed_broadband").max()), 0)

    def test_the_worst_is_the_least_share_of_headline_users(self):
        r = self.result
        self.assertEqual(list(r.service.values[r.service_is_headline.values == 1]), HEADLINE)
        users = r.users.sum("operator").sel(service=HEADLINE)
        for name, over in (("vendor", r.avoidable_share_vendor), ("state", r.avoidable_share_state)):
            kept = (over.sel(service=HEADLINE) * users).sum("service") / users.sum()
            np.testing.assert_allclose(r[f"headline_share_{name}"], kept, rtol=1e-12, atol=1e-12)
            np.testing.assert_array_equal(r[f"worst_{name}_share"], r[f"headline_share_{name}"].min(name))

    def test_a_network_without_the_state_loses_nothing(self):
        self.assertEqual(float(self.result.lost_user_hours.sel(case="none").max()), 0)
        self.assertEqual(float(self.result.nodes_disabled.sel(case="none").max()), 0)

    def test_assumption_checks_cover_both_ends_of_every_range(self):
        r = self.result
        self.assertEqual(r.turn_lost_headline_user_hours.dims,
                         ("turn_replication", "assumption", "bound", "claim_case", "arm"))
        self.assertEqual(r.turn_lost_headline_user_hours.shape, (20, 2, 2, 2, 2))
        self.assertFalse(bool(np.isnan(r.turn_lost_headline_user_hours).any()))
        self.assertIn("threats.campaign.compulsion.compliance_probability", list(r.assumption.values))

    def test_an_assumption_at_its_own_value_changes_nothing(self):
        path = "threats.campaign.compulsion.compliance_probability"
        output = self.owner.folder / "same-value.h5"
        text = self.owner.scenario.read_text().replace("{value: 0.9, range: [0.5, 1.0], assumption: true}",
                                                       "{value: 0.9, range: [0.9, 1.0], assumption: true}")
        scenario = self.owner.folder / "same-value.yaml"
        scenario.write_text(text)
        result = hedgerow("run", "-q", "-o", output, scenario)
        self.assertEqual(result.returncode, DONE, result.stderr)
        with xr.open_dataset(output, engine="h5netcdf") as r:
            low = r.turn_lost_headline_user_hours.sel(assumption=path, bound="low").values
            main = r.lost_headline_user_hours.sel(case=["same", "other"]).values[:20]
            np.testing.assert_array_equal(low, main)


if __name__ == "__main__":
    unittest.main()

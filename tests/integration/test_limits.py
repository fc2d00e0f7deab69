"""Caps and exclusions of vendors, and sensitive sites, from the scenario file to the vendors in the result file."""
import json
import math
import unittest

import numpy as np
import xarray as xr

from support import BAD_INPUT, DONE, FolderTest, hedgerow

NO_VENDOR = 255
AA = (0, 1)  # alpha and again; 2 is bravo, 3 carol
CAROL = 3
ACCESS = ["ran_site", "cabinet", "exchange", "aggregation"]
SENSITIVE = "network.generate.sensitive={area_share: 0.1, places: [Capital], source: made up}"


class Limits(FolderTest):
    def assigned(self, *cases, sets=()):
        """The result of a run with more cases, written as `name: {...}` without braces around."""
        text = self.scenario.read_text()
        self.scenario.write_text(text.replace("\nthreats:", "".join(f"\n  {case}" for case in cases) + "\nthreats:", 1))
        options = [part for one in sets for part in ("--set", one)]
        path = self.run_small("out.h5", "--replications", "1", *options)
        self.scenario.write_text(text)
        with xr.open_dataset(path) as result:
            result.load()
        path.unlink()
        return result

    def vendors(self, result, case):
        return result.node_vendor.sel(case=case).values

    def groups(self, result, roles):
        """(operator, role, its nodes) of everybody who has the roles."""
        for operator in range(result.sizes["operator"]):
            for role, name in enumerate(result.role.values):
                nodes = (result.node_operator.values == operator) & (result.node_role.values == role)
                if name in roles and nodes.any():
                    yield operator, name, nodes

    def test_a_cap_on_a_state_holds_for_every_operator_and_role(self):
        result = self.assigned("capped: {base: same, limits: [{vendors: {exposed_to: AA}, cap: 0.35, source: policy}]}")
        before, after = self.vendors(result, "same"), self.vendors(result, "capped")
        binding = 0
        for operator, role, nodes in self.groups(result, ACCESS):
            total, had, has = nodes.sum(), np.isin(before[nodes], AA).sum(), np.isin(after[nodes], AA).sum()
            self.assertEqual(has, min(had, math.floor(0.35 * total + 1e-9)), (operator, role))
            binding += has < had
        self.assertGreaterEqual(binding, 4)
        is_changed = (before != after) & (result.node_role.values != list(result.role.values).index("oss"))
        self.assertTrue(np.isin(before[is_changed], AA).all())

    def test_a_cap_in_users_is_not_the_cap_in_nodes(self):
        limit = "limits: [{{vendors: {{exposed_to: AA}}, cap: 0.35, source: policy, unit: {}, roles: [ran_site]}}]"
        result = self.assigned(f"by-nodes: {{base: same, {limit.format('nodes')}}}",
                               f"by-users: {{base: same, {limit.format('users')}}}")
        users = result.node_users.values
        differ = False
        for operator, role, nodes in self.groups(result, ["ran_site"]):
            shares = {}
            for case in ("by-nodes", "by-users"):
                theirs = nodes & np.isin(self.vendors(result, case), AA)
                shares[case] = (theirs.sum() / nodes.sum(), users[theirs].sum() / users[nodes].sum())
            self.assertLessEqual(shares["by-nodes"][0], 0.35)
            self.assertLessEqual(shares["by-users"][1], 0.35)
            differ = differ or abs(shares["by-nodes"][1] - shares["by-users"][1]) > 0.005
        self.assertTrue(differ)

    def test_changed_nodes_are_those_that_differ_from_the_mixes(self):
        result = self.assigned("capped: {base: same, limits: [{vendors: {exposed_to: AA}, cap: 0.1, source: policy}]}")
        base, after = self.vendors(result, "one"), self.vendors(result, "capped")
        oss = list(result.role.values).index("oss")
        differ = (base != after) & (result.node_role.values != oss)
        self.assertEqual(result.nodes_changed.sel(case="capped").item(), differ.sum())
        # nodes that went to `again` and on count once, or not at all when they came back
        self.assertLess(differ.sum(), result.nodes_changed.sel(case="same").item()
                        + ((self.vendors(result, "same") != after) & (result.node_role.values != oss)).sum())

    def test_lower_caps_change_supersets(self):
        caps = (0.4, 0.25, 0.1, 0)
        result = self.assigned(*(f"at-{i}: {{limits: [{{vendors: {{exposed_to: AA}}, cap: {cap}, source: policy}}]}}"
                                 for i, cap in enumerate(caps)))
        access = np.isin(result.node_role.values, [list(result.role.values).index(role) for role in ACCESS])
        base = self.vendors(result, "one")
        for i in range(1, len(caps)):
            above, below = self.vendors(result, f"at-{i - 1}"), self.vendors(result, f"at-{i}")
            moved = (above != base) & access
            self.assertTrue((below[moved] == above[moved]).all())
            self.assertGreater(((below != base) & access).sum(), moved.sum())

    def test_sensitive_sites_are_closed_to_a_state_and_the_rest_is_not(self):
        case = "closed: {base: same, limits: [{vendors: {exposed_to: AA}, exclude: true, sensitive: true}]}"
        result = self.assigned(case, sets=[SENSITIVE])
        before, after = self.vendors(result, "same"), self.vendors(result, "closed")
        sensitive = result.node_sensitive.values == 1
        equipment = result.node_role.values != list(result.role.values).index("oss")
        self.assertGreater((np.isin(before, AA) & sensitive & equipment).sum(), 50)
        self.assertEqual((np.isin(after, AA) & sensitive & equipment).sum(), 0)
        self.assertTrue((before == after)[~sensitive & equipment].all())

    def test_describe_counts_sensitive_nodes(self):
        marked = self.assigned(sets=[SENSITIVE])
        result = hedgerow("describe", "--format", "json", "--set", SENSITIVE, self.scenario)
        figures = [figure for figure in json.loads(result.stdout)["figures"] if figure["quantity"] == "sensitive_nodes"]
        for figure in figures:
            role = list(marked.role.values).index(figure["role"])
            self.assertEqual(figure["value"], marked.node_sensitive.values[marked.node_role.values == role].sum())
        total = f"{int(marked.node_sensitive.values.sum()):,} nodes at sensitive sites"
        text = " ".join(hedgerow("describe", "--set", SENSITIVE, self.scenario).stdout.split())
        self.assertIn(total, text)
        self.assertNotIn("sensitive", hedgerow("describe", self.scenario).stdout)

    def test_sensitive_sites_change_no_vendor_by_themselves(self):
        plain, marked = self.assigned(), self.assigned(sets=[SENSITIVE])
        self.assertEqual(plain.node_sensitive.values.sum(), 0)
        self.assertGreater(marked.node_sensitive.values.sum(), 0)
        self.assertTrue((plain.node_vendor.values == marked.node_vendor.values).all())

    def test_who_takes_has_a_management_plane_there(self):
        result = self.assigned("taken: {limits: [{vendors: [alpha], exclude: true, to: [carol], roles: [ran_site]}]}")
        oss = result.node_role.values == list(result.role.values).index("oss")
        red = oss & (result.node_operator.values == list(result.operator.values).index("red"))
        line = result.node_operator.values == list(result.operator.values).index("line")
        sites = result.node_role.values == list(result.role.values).index("ran_site")
        self.assertIn(CAROL, self.vendors(result, "taken")[red])
        self.assertTrue((self.vendors(result, "taken")[sites] != 0).all())
        self.assertTrue((self.vendors(result, "taken")[line] == self.vendors(result, "one")[line]).all())

    def test_a_case_takes_limits_over_and_they_hold_after_its_own_changes(self):
        result = self.assigned(
            "capped: {limits: [{vendors: {exposed_to: AA}, cap: 0.35, source: policy}]}",
            "more: {base: capped, changes: [{to: again, share: 0.2, source: made up, roles: [ran_site, cabinet, exchange,"
            " aggregation], from: {not_exposed_to: AA}}]}")
        after = self.vendors(result, "more")
        for operator, role, nodes in self.groups(result, ACCESS):
            self.assertLessEqual(np.isin(after[nodes], AA).sum(), 0.35 * nodes.sum() + 1e-9, (operator, role))
        self.assertTrue((after == 1).any())

    # ---- mistakes ----

    def test_every_impossible_limit_is_named_at_its_line(self):
        aa = "vendors: {exposed_to: AA}"
        faults = [
            ("nobody is limited", "{cap: 0.3}", "vendors"),
            ("an empty list", "{vendors: [], cap: 0.3}", "at least 1 vendor"),
            ("an unknown vendor", "{vendors: [alfa], cap: 0.3}", "alpha"),
            ("an unknown state", "{vendors: {exposed_to: AB}, cap: 0.3}", "AA"),
            ("both a cap and an exclusion", f"{{{aa}, cap: 0.3, exclude: true}}", "`cap`, `exclude`"),
            ("neither", f"{{{aa}}}", "`cap`, `exclude`"),
            ("an exclusion that is none", f"{{{aa}, exclude: false}}", "leave the key out"),
            ("a cap above everything", f"{{{aa}, cap: 1.2}}", "1.2"),
            ("a negative cap", f"{{{aa}, cap: -0.1}}", "-0.1"),
            ("an unknown unit", f"{{{aa}, cap: 0.3, unit: sites}}", "nodes"),
            ("an unknown role", f"{{{aa}, cap: 0.3, roles: [ran_sites]}}", "ran_site"),
            ("a role that follows the others", f"{{{aa}, cap: 0.3, roles: [oss]}}", "oss"),
            ("an unknown operator", f"{{{aa}, cap: 0.3, operators: [rod]}}", "red"),
            ("an unknown key", f"{{{aa}, cap: 0.3, role: [ran_site]}}", "did you mean `roles`"),
            ("one of them takes", f"{{{aa}, cap: 0.3, to: [bravo, again]}}", "`again` is itself one"),
            ("nothing is sensitive", f"{{{aa}, cap: 0.3, sensitive: true}}", "network.generate.sensitive"),
            ("nobody is left to take", "{vendors: [carol], exclude: true, roles: [metro]}", "red, metro"),
            ("nobody is left for a part", "{vendors: [carol], cap: 0.5, roles: [core_router]}", "name vendors in `to`"),
        ]
        for what, limit, words in faults:
            with self.subTest(what):
                self.fails([limit], 0, what, "case capped: " if "left" in what else "", words)

    def test_the_limit_that_a_later_one_breaks_is_named(self):
        limits = ["{vendors: [alpha], cap: 0.5, roles: [ran_site], operators: [red]}",
                  "{vendors: [bravo], cap: 0.2, roles: [ran_site], operators: [red], to: [alpha]}"]
        self.fails(limits, 0, "broken", "case capped: red, ran_site", "560 of 700 nodes")

    def test_an_unknown_sensitive_place_is_named_at_its_line(self):
        text = self.scenario.read_text()
        text = text.replace("    site_sharing:", "    sensitive:\n      places: [Capitol]\n    site_sharing:")
        self.scenario.write_text(text)
        line = text[: text.index("[Capitol]")].count("\n") + 1
        self.expect_mistake(line, "an unknown place", "Capitol", "did you mean `Capital`")

    def fails(self, limits, broken, what, *words):
        original = self.scenario.read_text()
        case = "  capped:\n    base: one\n    limits:\n" + "".join(f"      - {limit}\n" for limit in limits)
        text = original.replace("\nthreats:", case + "\nthreats:", 1)
        self.scenario.write_text(text)
        self.expect_mistake(text[: text.index(limits[broken])].count("\n") + 1, what, *words)
        self.scenario.write_text(original)

    def expect_mistake(self, line, what, *words):
        for command in (["run", "-q", "-o", self.folder / "out.h5"], ["check"], ["describe"]):
            result = hedgerow(*command, self.scenario)
            self.assertEqual(result.returncode, BAD_INPUT, (what, result.stdout, result.stderr))
            self.assertIn(f"{self.scenario}:{line}:", result.stderr, what)
            for word in words:
                self.assertIn(word, result.stderr, what)
        self.assertEqual(self.files(), [], what)


if __name__ == "__main__":
    unittest.main()

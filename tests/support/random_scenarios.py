"""Small scenarios drawn at random, with listed networks, and what makes a failing one smaller.

A scenario is a mapping; `text` writes it as a file (JSON, which is YAML). The same number draws the same scenario.
"""
import copy
import json
import random

FUNCTIONS = ("packet_core", "subscriber_db", "internet_gateway")


def text(scenario):
    return json.dumps(scenario, indent=1) + "\n"


def hours(draw, mean, is_fixed):
    mean = round(mean * draw.uniform(0.3, 2), 2)
    family = "constant" if is_fixed else draw.choice(["constant", "exponential", "lognormal", "uniform", "weibull"])
    return {"constant": {"constant": mean}, "exponential": {"exponential": {"mean": mean}},
            "lognormal": {"lognormal": {"median": mean, "p90": round(3 * mean, 2)}}, "uniform": {"uniform": [0, 2 * mean]},
            "weibull": {"weibull": {"scale": mean, "shape": 1.5}}}[family]


def chance(draw, is_fixed):
    return draw.choice([0, 1]) if is_fixed else draw.choice([0, 1, 0.5, round(draw.random(), 3)])


class _Network:
    def __init__(self, draw, vendors):
        self.draw, self.vendors = draw, vendors
        self.nodes, self.links, self.backup = {}, [], []

    def node(self, role, operator, parents=(), **more):
        name = f"n{len(self.nodes)}"
        self.nodes[name] = {"role": role, "operator": operator, "vendor": self.draw.choice(self.vendors), **more}
        for i, parent in enumerate(dict.fromkeys(parents)):
            (self.backup if i > 0 and self.draw.random() < 0.7 else self.links).append([name, parent])
        return name

    def operator(self, name):
        draw = self.draw
        core = [self.node("core_router", name)]
        for _ in range(draw.randint(0, 3)):
            core.append(self.node(draw.choice(["aggregation", "metro"]), name, [draw.choice(core)]))
        for role in FUNCTIONS:
            for _ in range(draw.choice([1, 1, 2])):
                self.node(role, name, [draw.choice(core)])
        for i in range(draw.randint(1, 8)):
            role = "ran_site" if i == 0 else draw.choice(["ran_site", "ran_site", "exchange"])
            self.node(role, name, draw.choices(core, k=draw.choice([1, 2, 2, 3])), area=draw.randrange(3),
                      users=draw.randint(1, 1000))


def _threats(draw, states, roles, is_fixed):
    def compulsion(state):
        keys = {"state": state, "order_hours": 0, "compliance_probability": chance(draw, is_fixed),
                "compliance_correlation": 0.5, "preparation_hours": hours(draw, 10, is_fixed),
                "trigger": {"after_order_hours": hours(draw, 150, is_fixed)},
                "sabotage": {"activation_probability": chance(draw, is_fixed), "bricking_probability": chance(draw, is_fixed)}}
        keys["latent"] = {"implanted_share": chance(draw, is_fixed)}
        if draw.random() < 0.5:
            keys["update"] = {"rollout_window_hours": 0 if is_fixed else 50, "implant_probability": chance(draw, is_fixed)}
        if draw.random() < 0.5:
            keys["remote_access"] = {"delay_hours": hours(draw, 40, is_fixed), "success_probability": chance(draw, is_fixed)}
        return {"compulsion": keys}
    threats = {f"campaign{i}": compulsion(draw.choice(states)) for i in range(draw.randint(1, 2))}
    if not is_fixed and draw.random() < 0.5:
        threats["faults"] = {"background": {"mean_hours_between_failures": {role: draw.randint(100, 2000) for role in
                                                                            draw.sample(roles, min(3, len(roles)))},
                                            "bricking_probability": chance(draw, False)}}
    return threats


def _mitigations(draw, is_fixed):
    everything = {
        "testing": {"by": "national", "evaluation_hours": hours(draw, 20, is_fixed), "detection_probability": chance(draw, is_fixed)},
        "access_control": {"stop_probability": chance(draw, is_fixed), "discovery_probability": chance(draw, is_fixed)},
        "monitoring": {"discovery_rate_per_hour": 0 if is_fixed else 0.005},
        "isolation": {"scope": draw.choice(["affected", "vendor", "state"]), "attribution_hours": hours(draw, 15, is_fixed),
                      "roles": ["ran_site", "aggregation", "metro"], "floor_share": draw.choice([0, 0.5]),
                      "review_interval_hours": 24},
        "failover": {},
    }
    chosen = {name: keys for name, keys in everything.items() if draw.random() < 0.6}
    return chosen or {"failover": {}}


def draw_scenario(number, is_fixed=False):
    """Without chance in it when `is_fixed`: times constant, probabilities 0 or 1, staff for everything at once."""
    draw = random.Random(number)
    states = ["AA", "BB", "CC"][:draw.randint(1, 3)]
    vendors = {name: {"jurisdiction": draw.choice(states)} for name in ["alpha", "beta", "carol", "dave"][:draw.randint(2, 4)]}
    operators = ["red", "blue"][:draw.randint(1, 2)]
    network = _Network(draw, list(vendors))
    for operator in operators:
        network.operator(operator)
    listed = {"operators": operators, "nodes": network.nodes, "links": network.links}
    if network.backup:
        listed["backup_links"] = network.backup
    roles = sorted({node["role"] for node in network.nodes.values()})
    services = {"data": {"access": ["ran_site"], "requires": list(FUNCTIONS), "headline": True}}
    if "exchange" in roles:
        services["fixed"] = {"access": ["exchange"], "requires": ["internet_gateway"], "headline": draw.random() < 0.5}
    first, last = list(vendors)[0], list(vendors)[-1]
    plenty = is_fixed or draw.random() < 0.3
    return {
        "title": f"Random scenario {number}", "seed": number, "replications": 6, "horizon_hours": draw.choice([300, 600]),
        "time_cells": 7, "states": states, "vendors": vendors, "network": {"listed": listed}, "services": services,
        "assignment": {"rule": "regional", "management": [{"by_own_vendor": True, "share": 1, "roles": ["ran_site"]}]},
        "cases": {"one": {}, "two": {"changes": [{"to": last, "share_of_from": 1, "from": [first]}]}},
        "threats": _threats(draw, states, roles, is_fixed),
        "ordinary_restoration": {
            "engineers_per_million_users": 1000000 if plenty else draw.choice([0, 500]),
            "crews_per_thousand_nodes": 1000 if plenty else draw.choice([0, 100]), "diagnosis_hours": hours(draw, 8, is_fixed),
            "remote_restore_hours": hours(draw, 4, is_fixed), "field_visit_hours": hours(draw, 10, is_fixed),
            "hardware_swap_hours": hours(draw, 6, is_fixed), "spares_share": 1 if is_fixed else draw.choice([0, 0.3, 1]),
            "spares_lead_time_hours": hours(draw, 60, is_fixed), "replacement_lead_time_hours": hours(draw, 120, is_fixed)},
        "mitigations": _mitigations(draw, is_fixed),
    }


# ---- smaller ones --------------------------------------------------------------------------------------------------


def _without_node(scenario, name):
    smaller = copy.deepcopy(scenario)
    listed = smaller["network"]["listed"]
    del listed["nodes"][name]
    for key in ("links", "backup_links"):
        if key in listed:
            listed[key] = [link for link in listed[key] if name not in link]
    return smaller


def _without(scenario, path):
    smaller = copy.deepcopy(scenario)
    place = smaller
    for key in path[:-1]:
        place = place[key]
    del place[path[-1]]
    return smaller


def _steps(scenario):
    """Scenarios with one thing less, the largest things first."""
    if scenario["replications"] > 1:
        yield {**copy.deepcopy(scenario), "replications": max(1, scenario["replications"] // 2)}
    for key in ("threats", "mitigations", "cases", "services", "vendors"):
        yield from (_without(scenario, [key, name]) for name in list(scenario.get(key, {}))[::-1])
    yield from (_without_node(scenario, name) for name in list(scenario["network"]["listed"]["nodes"])[::-1])
    for key in ("links", "backup_links"):
        links = scenario["network"]["listed"].get(key, [])
        yield from (_without(scenario, ["network", "listed", key, i]) for i in range(len(links))[::-1])
    for name, threat in scenario["threats"].items():
        for kind, keys in threat.items():
            yield from (_without(scenario, ["threats", name, kind, key]) for key in keys)
    if "management" in scenario["assignment"]:
        yield _without(scenario, ["assignment", "management"])
    for i in range(len(scenario["network"]["listed"]["operators"])):
        yield _without(scenario, ["network", "listed", "operators", i])


def shrink(scenario, still_fails, steps_max=2000):
    """The scenario without whatever can be left out while it still fails. `still_fails` is false for what the program
    refuses."""
    tried = 0
    progress = True
    while progress:
        progress = False
        for smaller in _steps(scenario):
            tried += 1
            if tried > steps_max:
                return scenario
            if still_fails(smaller):
                scenario, progress = smaller, True
                break
    return scenario

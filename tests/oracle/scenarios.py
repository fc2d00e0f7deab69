"""Small scenarios drawn at random, as mappings that `json.dumps` makes a scenario file of."""
import random


def hours(draw, mean):
    """A time of some family, about as long as said; constants make events coincide."""
    family = draw.choice(["number", "number", "constant", "exponential", "lognormal", "uniform", "weibull", "gamma",
                          "triangular"])
    mean = round(mean * draw.uniform(0.2, 2), 2)
    if family == "number":
        return round(mean) if draw.random() < 0.5 else mean
    return {"constant": {"constant": mean},
            "exponential": {"exponential": {"mean": mean}},
            "lognormal": {"lognormal": {"median": mean, "p90": round(mean * draw.uniform(1.2, 5), 3)}},
            "uniform": {"uniform": [0, 2 * mean]},
            "weibull": {"weibull": {"scale": mean, "shape": round(draw.uniform(0.5, 3), 2)}},
            "gamma": {"gamma": {"mean": mean, "shape": round(draw.uniform(0.5, 3), 2)}},
            "triangular": {"triangular": [0, mean, 3 * mean]}}[family]


def probability(draw):
    return draw.choice([0, 1, 0.5, round(draw.random(), 3), round(draw.random(), 3)])


def often(draw):
    return draw.choice([1, 1, probability(draw)])


FUNCTIONS = ["packet_core", "subscriber_db", "voice_core", "emergency_gateway", "internet_gateway"]


class Scenario:
    def __init__(self, number):
        self.draw = draw = random.Random(number)
        self.states = ["AA", "BB", "CC"][:draw.choice([1, 2, 2, 3])]
        self.operators = ["red", "blue", "green"][:draw.randint(1, 3)]
        self.vendors = {}
        for name in ["alpha", "beta", "carol", "dave"][:draw.randint(1, 4)]:
            self.vendors[name] = {"jurisdiction": draw.choice(self.states)} if draw.random() < 0.8 else \
                {"exposure": {state: round(draw.random(), 2) for state in self.states}}
        self.nodes, self.links, self.backup = {}, [], []

    def node(self, role, operator, **more):
        name = f"n{len(self.nodes)}"
        self.nodes[name] = {"role": role, "operator": operator, "vendor": self.draw.choice(list(self.vendors)), **more}
        return name

    def link(self, first, second, backup_share=0.2):
        (self.backup if self.draw.random() < backup_share else self.links).append([first, second])

    def network(self):
        draw = self.draw
        areas = draw.randint(1, 4)
        every_core = []
        for operator in self.operators:
            core = [self.node(draw.choice(["core_router", "metro", "aggregation"]), operator, area=draw.randrange(areas))
                    for _ in range(draw.randint(1, 5))]
            for i, name in enumerate(core[1:], 1):
                self.link(name, draw.choice(core[:i]), 0.1)
            for _ in range(draw.randint(0, 2)):
                self.link(draw.choice(core), draw.choice(core + every_core), 0.5) if len(core) > 1 else None
            for role in FUNCTIONS:
                for _ in range(draw.choice([0, 1, 1, 1, 1, 2, 2])):
                    more = {}
                    if draw.random() < 0.4:
                        more["capacity_users"] = draw.randint(1, draw.choice([300, 3000]))
                    if draw.random() < 0.2:
                        more["shared"] = True
                    name = self.node(role, operator, area=draw.randrange(areas), **more)
                    for _ in range(draw.choice([1, 1, 2])):  # with two links it is on the way of others
                        self.link(name, draw.choice(core), 0.1)
            for vendor in self.vendors:
                if draw.random() < 0.6:
                    name = self.node("oss", operator)
                    self.nodes[name]["vendor"] = vendor
                    self.link(name, draw.choice(core), 0.1)
            exchanges = []
            for _ in range(draw.randint(0, 2)):
                exchange = self.node("exchange", operator, area=draw.randrange(areas), users=draw.randint(0, 500))
                self.link(exchange, draw.choice(core), 0.1)
                exchanges.append(exchange)
            every_core += core
            for _ in range(draw.randint(1, 9)):
                stub = self.node(draw.choice(["ran_site", "ran_site", "cabinet"]), operator, area=draw.randrange(areas),
                                 users=draw.choice([0, draw.randint(1, 1000), 100]))
                for _ in range(draw.choice([1, 1, 2, 3])):
                    parents = core + exchanges if draw.random() < 0.9 else every_core
                    self.link(stub, draw.choice(parents), 0.3)
        self.links = [link for link in self.links if link[0] != link[1]]
        self.backup = [link for link in self.backup if link[0] != link[1]]
        first = next(iter(self.nodes))
        if not any(node.get("users") for node in self.nodes.values()):
            stub = self.node("ran_site", self.operators[0], users=10)
            self.links.append([stub, first])
        if not self.links:
            self.links.append([first, [name for name in self.nodes if name != first][0]])
        result = {"operators": self.operators, "nodes": self.nodes, "links": self.links}
        if self.backup:
            result["backup_links"] = self.backup
        return {"listed": result}

    def services(self):
        """Every function that a service requires is somewhere, and somebody has it."""
        draw = self.draw
        functions = [role for role in FUNCTIONS if any(node["role"] == role for node in self.nodes.values())]
        if not functions:
            functions = ["internet_gateway"]
            self.links.append([self.node("internet_gateway", self.operators[0]), next(iter(self.nodes))])
        transit = sorted({node["role"] for node in self.nodes.values()} - {"ran_site", "cabinet", *functions})
        used = {node["role"] for node in self.nodes.values() if node.get("users")}
        result = {}
        for name, access in (("data", ["ran_site"]), ("fixed", ["cabinet", "exchange"][:draw.randint(1, 2)]),
                             ("emergency", ["ran_site", "cabinet", "exchange"][:draw.choice([1, 3])])):
            access = [role for role in access if role in used]
            if name == "emergency" and not result:
                access = sorted(used & {"ran_site", "cabinet", "exchange"})
            if access and (not result or draw.random() < 0.7):
                required = draw.sample(functions, min(len(functions), draw.choice([1, 1, 2, 3])))
                if draw.random() < 0.15:
                    required.append(draw.choice(transit))
                result[name] = {"access": access, "requires": required}
                if name == "emergency":
                    result[name]["any_operator"] = True
                if len(result) == 1 or name == "fixed" and draw.random() < 0.7:
                    result[name]["headline"] = True
        return result

    def campaign(self):
        draw = self.draw
        keys = {"state": draw.choice(self.states), "order_hours": draw.choice([0, hours(draw, 20)]),
                "compliance_probability": draw.choice([1, 1, 1, round(draw.random(), 2)]),
                "compliance_correlation": probability(draw), "preparation_hours": hours(draw, 10)}
        if self.holds and draw.random() < 0.8:
            keys["order"] = {"probability": draw.choice([0.8, round(draw.uniform(0.3, 1), 2)])
                             if self.holds == "per_state" else 0.8, "holds": self.holds}  # one for all that hold `any_state`
        channels = draw.sample(["update", "remote_access", "latent", "withdrawal"], draw.choice([1, 2, 3, 3]))
        if "update" in channels:
            keys["update"] = {"rollout_window_hours": draw.choice([0, 50, 200]),
                              "implant_probability": draw.choice([1, probability(draw)])}
        if "remote_access" in channels:
            keys["remote_access"] = {"delay_hours": hours(draw, 40), "success_probability": draw.choice([1, probability(draw)])}
        if "latent" in channels:
            keys["latent"] = {"implanted_share": draw.choice([1, probability(draw)])}
        if "withdrawal" in channels:
            keys["withdrawal"] = {"delay_hours": hours(draw, 50)}
        if channels != ["withdrawal"]:
            trigger = {}
            if draw.random() < 0.8:
                trigger["after_order_hours"] = hours(draw, draw.choice([150, 150, 400]))
            if draw.random() < 0.4 or not trigger:
                trigger["after_discovery_hours"] = hours(draw, draw.choice([20, 100]))
            if draw.random() < 0.4:
                trigger["mode"] = "vendor_by_vendor"
                if "after_order_hours" in trigger:
                    trigger["vendor_delay_hours"] = hours(draw, 30)
                if "after_discovery_hours" in trigger:
                    trigger["discovery_triggers"] = draw.choice(["all", "vendor"])
            keys["trigger"] = trigger
            keys["sabotage"] = {"activation_probability": draw.choice([1, probability(draw)]),
                                "bricking_probability": probability(draw)}
        return {"compulsion": keys}

    def threats(self):
        draw = self.draw
        self.holds = draw.choice([None, None, None, "per_state", "any_state"])
        result = {f"campaign{i}": self.campaign() for i in range(draw.choice([1, 1, 1, 2, 3]))}
        if draw.random() < 0.4:
            ban = {"vendors": draw.sample(list(self.vendors), draw.randint(1, len(self.vendors))),
                   "at_hours": hours(draw, 100)}
            if draw.random() < 0.7:
                ban["lifted_after_hours"] = hours(draw, 150)
            result["ban"] = {"supply_ban": ban}
        if draw.random() < 0.4:
            roles = sorted({node["role"] for node in self.nodes.values()})
            result["faults"] = {"background": {
                "mean_hours_between_failures": {role: draw.randint(100, draw.choice([1000, 5000]))
                                                for role in draw.sample(roles, draw.randint(1, len(roles)))},
                "bricking_probability": probability(draw)}}
        return result

    def mitigations(self):
        draw = self.draw
        result = {}
        if draw.random() < 0.55:
            result["testing"] = {"by": draw.choice(["operator", "national"]), "evaluation_hours": hours(draw, 20),
                                 "detection_probability": draw.choice([0.5, 0.7, probability(draw)])}
        if draw.random() < 0.55:
            result["access_control"] = {"stop_probability": draw.choice([0.2, 0.5, probability(draw)]),
                                        "discovery_probability": often(draw)}
        if draw.random() < 0.6:
            result["monitoring"] = {"discovery_rate_per_hour": draw.choice([0, 0.0001, 0.001, 0.01, 0.1])}
        if draw.random() < 0.75:
            roles = draw.sample([*FUNCTIONS, "core_router", "metro", "aggregation", "exchange", "ran_site", "cabinet",
                                 "oss"], 12)[:draw.choice([12, 12, draw.randint(1, 12)])]
            result["isolation"] = {"scope": draw.choice(["affected", "affected", "vendor", "state"]),
                                   "attribution_hours": hours(draw, draw.choice([1, 15])), "roles": roles,
                                   "floor_share": draw.choice([0, 0.5, round(draw.random(), 2)]),
                                   "review_interval_hours": draw.choice([1, 12, 24, 7.3])}
        if draw.random() < 0.6:
            result["failover"] = {}
        if draw.random() < 0.55:
            result["restoration"] = {"engineer_factor": draw.choice([1, 1.5, 2, 4]),
                                     "crew_factor": draw.choice([1, 2, 2.5]),
                                     "spares_factor": draw.choice([1, 1.3, 2]),
                                     "contract_lead_time_hours": hours(draw, 60)}
        return result

    def whole(self, number):
        draw = self.draw
        scenario = {"title": f"Random scenario {number}", "seed": number, "replications": 4,
                    "horizon_hours": draw.choice([300, 600, 1000]), "time_cells": 10, "states": self.states,
                    "vendors": self.vendors, "network": self.network(), "services": self.services()}
        if draw.random() < 0.5:
            scenario["overlap"] = {role: {"overlap_share": probability(draw),
                                          "headroom_share": round(draw.uniform(0, 2), 2)}
                                   for role in draw.choice([["ran_site"], ["cabinet"], ["ran_site", "cabinet"]])}
        management = []
        for _ in range(draw.choice([0, 1, 2, 2])):
            rule = {"share": 1, "roles": draw.sample(["ran_site", "cabinet", "core_router", "metro", "packet_core"], 4)}
            rule.update(draw.choice([{"by": draw.choice(list(self.vendors))}, {"by": draw.choice(list(self.vendors))},
                                     {"by_own_vendor": True}]))
            if draw.random() < 0.4:
                rule["operators"] = [draw.choice(self.operators)]
            management.append(rule)
        scenario["assignment"] = {"management": management} if management else {"rule": "regional"}
        scenario["cases"] = {"only": {}}
        scenario["threats"] = self.threats()
        roles = sorted({node["role"] for node in self.nodes.values()})
        scenario["ordinary_restoration"] = {
            "engineers_per_million_users": draw.choice([0, 300, 1000, 2500]),
            "crews_per_thousand_nodes": draw.choice([0, 50, 100, 130]), "diagnosis_hours": hours(draw, 8),
            "remote_restore_hours": hours(draw, 4), "field_visit_hours": hours(draw, 10),
            "hardware_swap_hours": hours(draw, 6), "spares_share": draw.choice([0, 0.3, 0.6, 1, 1]),
            "spares_lead_time_hours": hours(draw, 60), "replacement_lead_time_hours": hours(draw, 120),
            "unsupported_repair_factor": draw.choice([1, 1.7]),
            "out_of_band_share": {role: probability(draw) for role in draw.sample(roles, draw.randint(0, len(roles)))}}
        scenario["mitigations"] = self.mitigations()
        return scenario


def draw_scenario(number):
    return Scenario(number).whole(number)

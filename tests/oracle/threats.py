"""Threats: campaigns of compulsion, bans, background failures (MODEL 6)."""
import math

from draws import normal_quantile, quantile


NATIONAL_CENTRE = 2 ** 32 - 1  # its index in draws of testing


def make(replication, index, name, threat):
    (kind, keys), = ((kind, keys) for kind, keys in threat.items() if kind in KINDS)
    return KINDS[kind](replication, index, name, keys)


class Threat:
    def __init__(self, replication, index, name, parameters):
        self.r, self.index, self.name, self.p = replication, index, name, parameters

    def pair(self, purpose, entity=0, index=0):
        return self.r.draws.pair(purpose, entity, index, self.index)

    def uniform(self, purpose, entity=0, index=0):
        return self.r.draws.uniform(purpose, entity, index, self.index)

    def hours(self, key, purpose, entity=0, index=0):
        return self.r.draws.hours(key, purpose, entity, index, self.index)

    def schedule(self, time, entity, action):
        self.r.schedule(time, "threat", entity, action, self.index)


class Compulsion(Threat):
    """A state orders its vendors (6.1)."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.ready = {}     # complying vendor: when it can act
        self.implants = {}  # node: (when, vendor whose channel lays it), the earliest
        self.spent = {}     # vendor: when it struck
        self.reacted = set()
        self.tested = {}    # vendor: what came of its releases
        self.acts = []

    # ---- the order ----

    def order_probability(self):
        order = self.p.get("order")
        if order is None:
            return 1.0
        if order["holds"] == "per_state":
            return order["probability"]
        able = set()
        for campaign in self.r.campaigns:
            if campaign.p.get("order", {}).get("holds") == "any_state":
                if any(self.r.exposure[vendor].get(campaign.p["state"], 0) > 0 and self.r.is_present(vendor)
                       for vendor in range(len(self.r.exposure))):
                    able.add(campaign.p["state"])
        self.r.meets("any_state", len(able) > 1)
        return 1 - (1 - order["probability"]) ** (1 / max(1, len(able)))

    def tell_vendor(self, kind, vendor, time=None):
        self.r.tell_vendor(kind, vendor, time, threat=self.name)

    def begin(self):
        p, r = self.p, self.r
        state = r.states.index(p["state"])
        r.meets("one decision", "order" in p and any(other is not self and other.p["state"] == p["state"]
                                                     and other.p.get("order") == p["order"] for other in r.campaigns))
        self.ordered = self.hours(p["order_hours"], "ORDER")
        if not r.draws.uniform("ORDER_ISSUED", state) < self.order_probability():
            r.tell("order_not_given", 0.0, threat=self.name)
            r.meets("order withheld")
            return
        r.tell("order_given", self.ordered, threat=self.name)
        for vendor in range(len(r.exposure)):
            leverage = r.exposure[vendor].get(p["state"], 0)
            if leverage > 0:
                if self.complies(vendor, leverage):
                    self.tell_vendor("vendor_complies", vendor, self.ordered)
                    self.ready[vendor] = self.ordered + self.hours(p["preparation_hours"], "PREPARATION", vendor)
                    self.tell_vendor("vendor_ready", vendor, self.ready[vendor])
                    self.use_channels(vendor)
                else:
                    self.tell_vendor("vendor_refuses", vendor, self.ordered)
        exposed = [vendor for vendor in range(len(r.exposure)) if r.exposure[vendor].get(p["state"], 0) > 0]
        r.meets("half of an order", 0 < len(self.ready) < len(exposed))
        trigger = p.get("trigger", {})
        if "after_order_hours" in trigger and self.ready:
            self.trigger(self.ordered + self.hours(trigger["after_order_hours"], "TRIGGER"), list(self.ready))

    def complies(self, vendor, leverage):
        probability = self.p["compliance_probability"] * leverage
        if probability <= 0 or probability >= 1:
            return probability >= 1
        self.r.meets("copula")
        rho = self.p["compliance_correlation"]
        common = normal_quantile(self.uniform("ORDER_FACTOR"))
        own = normal_quantile(self.uniform("COMPLIANCE", vendor))
        return math.sqrt(rho) * common + math.sqrt(1 - rho) * own < normal_quantile(probability)

    # ---- channels ----

    def lay(self, node, hours, vendor):
        self.r.meets("earliest implant", node in self.implants)
        self.r.meets("managed node", node.vendor != vendor)
        if node not in self.implants or hours < self.implants[node][0]:
            self.implants[node] = hours, vendor

    def use_channels(self, vendor):
        p, r = self.p, self.r
        made = [node for node in r.network.nodes if node.vendor == vendor]
        if "latent" in p:
            for node in made:
                if self.uniform("LATENT", node.number) < p["latent"]["implanted_share"]:
                    self.lay(node, 0.0, vendor)
        if "update" in p:
            for operator in sorted({node.operator for node in made}):
                self.release(vendor, operator, [node for node in made if node.operator == operator])
        r.meets("testing by operator", len(self.tested.get(vendor, ())) > 1)
        if "remote_access" in p:
            for node in r.network.nodes:
                if node.manager == vendor:
                    self.attempt(vendor, node)
        if "withdrawal" in p:
            time = self.ready[vendor] + self.hours(p["withdrawal"]["delay_hours"], "WITHDRAWAL", vendor)
            self.schedule(time, vendor, lambda: self.withdraw(vendor))

    def release(self, vendor, operator, nodes):
        """A malicious release meets an operator's testing, and is rolled out if it passes (7.1)."""
        r, time = self.r, self.ready[vendor]
        what = {"vendor": vendor, "operator": r.network.operators[operator]}
        testing = r.mitigations.get("testing")
        if testing:
            centre = operator if testing["by"] == "operator" else NATIONAL_CENTRE
            time += self.hours(testing["evaluation_hours"], "EVALUATION", vendor, centre)
            if self.uniform("DETECTION", vendor, centre) < testing["detection_probability"]:
                self.channel_acts(time, "release_stopped", mitigation="testing", **what)
                r.report(time, vendor, "found by testing")
                self.tested.setdefault(vendor, set()).add("stopped")
                return
            r.meets("national testing", testing["by"] == "national")
            self.tested.setdefault(vendor, set()).add("passed")
        self.channel_acts(time, "release_passed", **what)
        for node in nodes:
            success, place = self.pair("INSTALLATION", node.number)
            if success < self.p["update"]["implant_probability"]:
                self.lay(node, time + self.p["update"]["rollout_window_hours"] * place, vendor)

    def attempt(self, vendor, node):
        """Of remote access, which access control may stop (7.3)."""
        r, p = self.r, self.p["remote_access"]
        success, delay = self.pair("REMOTE_ACCESS", node.number, vendor)
        time = self.ready[vendor] + quantile(p["delay_hours"], delay)
        control = r.mitigations.get("access_control")
        if control:
            stops, discovers = self.pair("ACCESS_CONTROL", node.number, vendor)
            if stops < control["stop_probability"]:
                self.channel_acts(time, "attempt_stopped", mitigation="access_control", vendor=vendor, node=node.name)
                if discovers < control["discovery_probability"]:
                    r.report(time, vendor, "found by access control")
                return
        if success < p["success_probability"]:
            self.lay(node, time, vendor)

    def channel_acts(self, time, kind, vendor, **what):
        """Told once it is known whether the channel was still open then."""
        self.acts.append((time, kind, vendor, what))

    def is_open(self, time, vendor):
        """Whether something of a vendor's channels happens at a time: not after they are shut, nor from its strike on."""
        return time <= self.r.frozen.get(vendor, math.inf) and time < self.spent.get(vendor, math.inf)

    def tell_acts(self):
        for time, vendor in [(time, vendor) for time, _, vendor, _ in self.acts] + list(self.implants.values()):
            self.r.meets("channel shut", self.r.horizon > time > self.r.frozen.get(vendor, math.inf))
            self.r.meets("void after strike", self.r.horizon > time >= self.spent.get(vendor, math.inf))
        for time, kind, vendor, what in self.acts:
            if self.is_open(time, vendor):
                self.r.tell(kind, time, threat=self.name, vendor=self.r.vendor_name(vendor), **what)
        for node, (time, vendor) in self.implants.items():
            if self.is_open(time, vendor):
                self.r.tell("node_implanted", time, threat=self.name, vendor=self.r.vendor_name(vendor), node=node.name)

    def withdraw(self, vendor):
        self.tell_vendor("vendor_withdraws", vendor)
        self.r.hostile.add(self.p["state"])
        self.r.end_support(vendor)

    # ---- the trigger ----

    def trigger(self, time, vendors):
        if self.p.get("trigger", {}).get("mode", "all_at_once") == "all_at_once":
            self.schedule(time, 0, lambda: self.strike(vendors))
            return
        for vendor in vendors:
            at = time + self.hours(self.p["trigger"].get("vendor_delay_hours", 0), "VENDOR_DELAY", vendor)
            self.schedule(at, vendor, lambda vendor=vendor: self.strike([vendor]))

    def discovered(self, vendor):
        """Use it or lose it."""
        trigger = self.p.get("trigger", {})
        if vendor not in self.ready or "after_discovery_hours" not in trigger:
            return
        together = trigger.get("mode", "all_at_once") == "all_at_once" or trigger.get("discovery_triggers") == "all"
        if together and self.reacted:
            return
        self.reacted.add(vendor)
        entity = 0 if together else vendor
        time = self.r.now + self.hours(trigger["after_discovery_hours"], "REACTION", entity)
        if together:
            self.schedule(time, 0, lambda: self.strike(list(self.ready), "use or lose all"))
        else:
            self.schedule(time, vendor, lambda: self.strike([vendor], "use or lose alone"))

    def can_act(self, vendor):
        return ("sabotage" in self.p or "espionage" in self.p) and vendor in self.ready and vendor not in self.spent

    def strike(self, vendors, rule=None):
        r = self.r
        vendors = [vendor for vendor in vendors if vendor not in self.spent]
        r.meets(rule, rule and vendors)
        r.meets("vendor by vendor", any(time < r.now for time in self.spent.values()) and vendors)
        r.meets("strike unready", any(r.now < self.ready[vendor] for vendor in vendors))
        fallen = []
        for vendor in vendors:
            self.tell_vendor("strike", vendor)
            r.hostile.add(self.p["state"])
            r.end_support(vendor)
        for vendor in vendors:
            held = [node for node in r.network.nodes if self.implants.get(node, (0, None))[1] == vendor
                    and r.holds(node, self, r.now)]
            triggered = [node for node in held if r.is_up(node)]
            r.meets("out of service at strike", len(triggered) < len(held))
            r.meets("two campaigns", any(r.holds(node, other, r.now) for node in triggered for other in r.campaigns
                                         if other is not self))
            self.spent[vendor] = r.now
            r.struck.add(vendor)
            for node in triggered:
                activates, bricks = self.pair("SABOTAGE", node.number)
                if activates < self.p["sabotage"]["activation_probability"]:
                    r.disable(node, bricks < self.p["sabotage"]["bricking_probability"])
                    fallen.append(node)
                else:
                    r.meets("no activation")
            if triggered and "monitoring" in r.mitigations:
                r.report(r.now, vendor, "found by strike")
        r.recovery.outbreak(fallen)


class SupplyBan(Threat):
    """Support of vendors ends at a time (6.2)."""

    def begin(self):
        time = self.hours(self.p["at_hours"], "BAN")
        self.schedule(time, 0, self.ban)

    def vendors(self):
        return sorted(self.r.network.vendors.index(name) for name in self.p["vendors"])

    def ban(self):
        self.r.tell("ban", threat=self.name)
        for vendor in self.vendors():
            self.r.end_support(vendor)
        if "lifted_after_hours" in self.p:
            time = self.r.now + self.hours(self.p["lifted_after_hours"], "BAN_LIFTED")
            self.schedule(time, 1, self.lift)

    def lift(self):
        self.r.tell("ban_lifted", threat=self.name)
        for vendor in self.vendors():
            self.r.resume_support(vendor)


class Background(Threat):
    """Nodes fail by themselves: one Poisson process of the nation (6.5)."""

    def begin(self):
        rates = self.p["mean_hours_between_failures"]
        order = sorted((node for node in self.r.network.nodes if node.role in rates),
                       key=lambda node: (node.operator, self.r.recovery.rank(node)))
        self.blocks = {}  # (operator, role): its nodes
        for node in order:
            self.blocks.setdefault((node.operator, node.role), []).append(node)
        self.weights = {key: len(nodes) / rates[key[1]] for key, nodes in self.blocks.items()}
        self.rate = sum(self.weights.values())
        if self.rate > 0:
            self.next(0, 0.0)

    def next(self, number, since):
        gap, which = self.pair("FAILURE", 0, number)
        time = since - math.log1p(-gap) / self.rate
        self.schedule(time, 0, lambda: self.happen(number, which, time))

    def happen(self, number, which, time):
        mark = which * self.rate
        for key, nodes in self.blocks.items():
            if mark < self.weights[key]:
                break
            mark -= self.weights[key]
        node = nodes[min(int(mark / self.weights[key] * len(nodes)), len(nodes) - 1)]
        if self.r.is_up(node) and node.vendor is not None:  # a place without equipment does not fail
            self.r.fail(node, self.uniform("FAILURE_BRICKS", 0, number) < self.p["bricking_probability"])
        self.next(number + 1, time)


KINDS = {"compulsion": Compulsion, "supply_ban": SupplyBan, "background": Background}

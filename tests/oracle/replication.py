"""One replication: events change nodes, nodes change service (MODEL 5 to 7, 10). Threats: threats.py.

Everything is looked up anew at every event: no state is kept that could be derived.
"""
import heapq
import itertools
import math
from fractions import Fraction

from draws import Draws
from network import Network, Service
from recovery import Recovery
from isolation import Isolation
import threats

# At one instant, restorations act before attacks; within a kind, the smaller entity first.
KINDS = {name: number for number, name in enumerate((
    "restored_remotely", "restored_in_field", "swap_done", "supplies", "diagnosed", "swap_due", "swap_out",
    "discovery", "mitigation", "threat"))}


class State:
    """What a node goes through."""

    def __init__(self):
        self.soft = self.bricked = self.isolated = self.held = False
        self.to_clean = False   # its restoration removes implants
        self.in_repair = False
        self.cleaned = -math.inf  # when its implants were last removed

    def is_up(self):
        return not (self.soft or self.bricked or self.isolated)


class Replication:
    def __init__(self, scenario, case, arm, number):
        self.scenario = scenario
        self.draws = Draws(scenario["seed"], number)
        self.network = Network(scenario)
        self.manage()
        self.horizon = float(scenario["horizon_hours"])
        on = {name: keys for name, keys in scenario.get("mitigations", {}).items() if name != "source"}
        on = {name: keys for name, keys in on.items() if keys.get("on", True)}
        if arm == "unmitigated":
            tested = scenario.get("under_test", list(on))
            on = {name: keys for name, keys in on.items() if name not in tested}
        self.mitigations = on
        self.states = scenario["states"]
        self.exposure = [self.exposure_of(scenario["vendors"][name]) for name in self.network.vendors]
        self.state = {node: State() for node in self.network.nodes}
        self.now = 0.0
        self.queue, self.scheduled = [], 0
        self.told = []
        self.unsupported = {vendor: 0 for vendor in range(len(self.network.vendors))}
        self.hostile = set()      # states whose attack has struck, or whose vendor has withdrawn
        self.frozen = {}          # vendor: when its channels were shut
        self.reports = {}         # vendor: earliest discovery known so far
        self.discovered = {}      # vendor: when
        self.struck = set()       # vendors through which some threat has struck
        self.settled = None       # which nodes were in service when service was last looked at
        self.headline = [name for name, service in self.network.services.items() if service.get("headline", False)]
        self.lost = {}
        self.met = set()          # rules (rules.py) that have made a difference
        self.steps = []           # (time, headline users served from then on)
        self.recovery = Recovery(self)
        self.isolation = Isolation(self, on["isolation"]) if "isolation" in on else None
        acting = scenario["cases"][case].get("threats", list(scenario.get("threats", {})))
        self.threats = [threats.make(self, index, name, scenario["threats"][name])
                        for index, name in enumerate(scenario.get("threats", {})) if name in acting]
        self.campaigns = [threat for threat in self.threats if isinstance(threat, threats.Compulsion)]

    @staticmethod
    def exposure_of(vendor):
        if "jurisdiction" in vendor:
            return {vendor["jurisdiction"]: 1}
        return {state: leverage for state, leverage in vendor["exposure"].items() if state != "source"}

    def manage(self):
        for rule in self.scenario["assignment"].get("management", []):
            for node in self.network.nodes:
                operator = self.network.operators[node.operator]
                if node.role in rule["roles"] and operator in rule.get("operators", [operator]) and rule["share"] == 1:
                    node.manager = node.vendor if "by_own_vendor" in rule else self.network.vendors.index(rule["by"])

    # ---- events ----

    def schedule(self, time, kind, entity, action, number=0):
        """Events at one instant act by kind, then by entity, then in the order of scheduling."""
        if time < self.horizon:
            self.scheduled += 1
            heapq.heappush(self.queue, (time, KINDS[kind] * 100 + number, entity, self.scheduled, action))

    def run(self):
        self.settle()
        self.users = {(operator, name): self.network.users(operator, service) for name, service
                      in self.network.services.items() for operator in range(len(self.network.operators))}
        self.meets("never served", self.counts != self.users)
        for threat in self.threats:
            threat.begin()
        self.monitor()
        while self.queue:
            time, _, _, _, action = heapq.heappop(self.queue)
            self.integrate(time)
            self.now = time
            action()
            self.settle()
            self.recovery.dispatch()
        self.integrate(self.horizon)
        self.now = self.horizon
        for campaign in self.campaigns:
            campaign.tell_acts()
        return self

    def settle(self):
        up = [self.is_up(node) for node in self.network.nodes]
        if up != self.settled:
            self.settled = up
            self.service = Service(self.network, set(itertools.compress(self.network.nodes, up)),
                                   "failover" in self.mitigations, self.met)
            self.counts = self.service.served()

    def is_up(self, node):
        return self.state[node].is_up()

    def served_at(self, time):
        """Headline users served from a time on."""
        return next(users for since, users in reversed(self.steps) if since <= time)

    def integrate(self, time):
        self.steps.append((self.now, self.headline_served()))
        for key, users in self.counts.items():
            self.lost[key] = self.lost.get(key, 0.0) + (self.users[key] - users) * (time - self.now)

    def headline_served(self, operator=None, counts=None):
        counts = counts or self.counts
        return sum(users for (owner, name), users in counts.items()
                   if name in self.headline and operator in (None, owner))

    # ---- telling ----

    def meets(self, rule, is_met=True):
        if is_met:
            self.met.add(rule)

    def tell(self, kind, time=None, **what):
        self.told.append((self.now if time is None else time, kind, tuple(sorted(what.items()))))

    def tell_node(self, kind, node, **what):
        self.tell(kind, node=node.name, **what)

    def vendor_name(self, vendor):
        return self.network.vendors[vendor]

    def tell_vendor(self, kind, vendor, time=None, **what):
        """Only of vendors that made or manage something."""
        if self.is_present(vendor):
            self.tell(kind, time, vendor=self.vendor_name(vendor), **what)

    def is_present(self, vendor):
        return any(vendor in (node.vendor, node.manager) for node in self.network.nodes)

    # ---- implants ----

    def holds(self, node, campaign, time):
        """Whether a campaign's implant is in a node."""
        if node not in campaign.implants:
            return False
        hours, vendor = campaign.implants[node]
        return (vendor not in campaign.spent and hours <= time and campaign.is_open(hours, vendor)
                and hours > self.state[node].cleaned)

    def is_implanted(self, node):
        return any(self.holds(node, campaign, self.now) for campaign in self.campaigns)

    def clean(self, node):
        self.state[node].cleaned = self.now

    # ---- discovery ----

    def report(self, time, vendor, by):
        """Something of a vendor is found at a time, as a rule says; the earliest of a vendor is its discovery."""
        if vendor in self.discovered or time >= self.reports.get(vendor, math.inf):
            return
        self.reports[vendor] = time
        self.schedule(time, "discovery", vendor, lambda: self.discover(vendor, time, by))

    def discover(self, vendor, time, by):
        if vendor in self.discovered or self.reports[vendor] != time:
            return
        self.discovered[vendor] = self.now
        self.meets(by)
        self.tell("discovery", vendor=self.vendor_name(vendor))
        if self.isolation:
            self.isolation.discovered(vendor)
        for campaign in self.campaigns:
            campaign.discovered(vendor)

    def monitor(self):
        """The first implant of a vendor's estate is found when the integrated hazard reaches a unit exponential."""
        if "monitoring" not in self.mitigations:
            return
        rate = self.mitigations["monitoring"]["discovery_rate_per_hour"]
        for vendor in range(len(self.network.vendors)):
            times = sorted(hours for campaign in self.campaigns for hours, via in campaign.implants.values()
                           if via == vendor)
            target = -math.log1p(-self.draws.uniform("MONITORING", vendor))
            if rate <= 0 or not times:
                continue
            for count, hours in enumerate(times, 1):  # count * time - sum of hours = implant-hours of the discovery
                time = float((Fraction(target) / Fraction(rate) + sum(map(Fraction, times[:count]))) / count)
                if count == len(times) or time <= times[count]:
                    self.report(max(time, hours), vendor, "found by monitoring")
                    break

    # ---- outages ----

    def disable(self, node, is_bricked):
        state = self.state[node]
        state.bricked, state.soft = is_bricked, not is_bricked
        state.to_clean = True
        self.tell_node("node_bricked" if is_bricked else "node_disabled", node)

    def fail(self, node, is_bricked):
        state = self.state[node]
        state.bricked, state.soft = is_bricked, not is_bricked
        self.tell_node("node_broken" if is_bricked else "node_failed", node)
        self.recovery.failed(node)

    # ---- support ----

    def end_support(self, vendor):
        self.unsupported[vendor] += 1
        self.meets("support twice missing", self.unsupported[vendor] == 2)
        if self.unsupported[vendor] == 1:
            self.tell_vendor("support_ended", vendor)
            self.recovery.lose_supplier(vendor)

    def resume_support(self, vendor):
        self.unsupported[vendor] -= 1
        if self.unsupported[vendor] == 0:
            self.tell_vendor("support_resumed", vendor)
            self.recovery.regain_supplier(vendor)

    def has_support(self, vendor):
        return self.unsupported[vendor] == 0

    def is_past_suspicion(self, vendor):
        """It has struck for every campaign that could act through it."""
        return vendor in self.struck and not any(campaign.can_act(vendor) for campaign in self.campaigns)

    def is_threatened(self):
        return any(campaign.can_act(vendor) for campaign in self.campaigns for vendor in campaign.ready)

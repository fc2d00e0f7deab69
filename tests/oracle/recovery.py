"""Restoration: engineers, crews, spares (MODEL 7.7)."""
import math

from network import ROLES

ORDER = ("oss", "subscriber_db", "packet_core", "voice_core", "emergency_gateway", "internet_gateway", "core_router",
         "metro", "aggregation", "exchange", "ran_site", "cabinet")


class Recovery:
    def __init__(self, replication):
        self.r = replication
        self.p = replication.scenario["ordinary_restoration"]
        self.surge = replication.mitigations.get("restoration", {})
        network = replication.network
        operators = range(len(network.operators))
        users = [sum(n.users for n in network.nodes if n.operator == o) for o in operators]
        nodes = [sum(n.operator == o for n in network.nodes) for o in operators]
        self.engineers = [self.staff(users[o] / 1e6 * self.p["engineers_per_million_users"], "engineer_factor")
                          for o in operators]
        self.crews = [self.staff(nodes[o] / 1e3 * self.p["crews_per_thousand_nodes"], "crew_factor") for o in operators]
        self.outbreaks = [0 for _ in operators]
        self.undiagnosed = [0 for _ in operators]
        self.unreached = set()  # soft nodes that have been out of reach
        self.ready = set()      # soft nodes to be restored
        self.waiting = set()    # bricked ones
        self.visits = {}
        self.deliveries = []
        self.stocks = {}
        for node in network.nodes:
            if node.vendor is not None:
                self.stock(node).nodes += 1
        for stock in self.stocks.values():
            stock.base = stock.present = self.level(stock.nodes)

    @staticmethod
    def whole(number):
        return math.floor(number + 0.5)

    def staff(self, number, factor):
        return max(1, self.whole(number * self.surge.get(factor, 1)))

    def level(self, nodes):
        """Rounded down, and at most a spare for each node."""
        return math.floor(nodes * min(1, self.p["spares_share"] * self.surge.get("spares_factor", 1)))

    def stock(self, node):
        key = node.operator, node.role_number, node.vendor
        if key not in self.stocks:
            self.stocks[key] = Stock(*key)
        return self.stocks[key]

    def rank(self, node):
        return ORDER.index(node.role), -node.users, node.number

    # ---- jobs ----

    def add(self, node):
        """Diagnosed, or isolated, or failed alone: to be restored."""
        (self.waiting if self.r.state[node].bricked else self.ready).add(node)

    def outbreak(self, nodes):
        """Nodes fell together: each operator first finds out what has struck it; spares are ordered at once."""
        for node in nodes:
            if self.r.state[node].bricked:
                self.stock(node).wanted += 1
        self.fill_up()
        for operator in range(len(self.outbreaks)):
            own = [node for node in nodes if node.operator == operator]
            if own:
                hours = self.r.draws.hours(self.p["diagnosis_hours"], "DIAGNOSIS", operator, self.outbreaks[operator])
                self.outbreaks[operator] += 1
                self.undiagnosed[operator] += 1
                self.r.meets("two outbreaks", self.undiagnosed[operator] > 1)
                self.r.schedule(self.r.now + hours, "diagnosed", 0, lambda own=own, o=operator: self.diagnosed(o, own))

    def diagnosed(self, operator, nodes):
        self.r.tell("diagnosis", operator=self.r.network.operators[operator], count=len(nodes))
        self.undiagnosed[operator] -= 1
        for node in nodes:
            self.add(node)

    def failed(self, node):
        if self.r.state[node].bricked:
            self.stock(node).wanted += 1
        self.fill_up()
        self.add(node)

    def is_reachable(self, node):
        """By the management plane: out of band, or by a path from the OSS of its operator and vendor."""
        share = self.p.get("out_of_band_share", {}).get(node.role, 0)
        if self.r.draws.uniform("OUT_OF_BAND", node.number) < share:
            self.r.meets("out of band", not self.is_on_plane(node))
            return True
        return self.is_on_plane(node)

    def is_on_plane(self, node):
        planes = [n for n in self.r.network.nodes
                  if n.role == "oss" and n.operator == node.operator and n.vendor == node.vendor]
        if not planes:
            return True
        component = self.r.service.component
        beside = {component[other] for other in self.r.service.neighbours(node) if not other.is_stub}
        return any(self.r.is_up(plane) and component[plane] in beside for plane in planes)

    def dispatch(self):
        r = self.r
        for operator in range(len(self.engineers)):
            for people, by_crew in ((self.engineers, False), (self.crews, True)):
                while people[operator] > 0:
                    jobs = [node for node in self.ready if node.operator == operator
                            and self.is_reachable(node) != by_crew]
                    if by_crew:
                        jobs += [node for node in self.waiting
                                 if node.operator == operator and self.stock(node).present > 0]
                    if not jobs:
                        break
                    people[operator] -= 1
                    self.begin(min(jobs, key=self.rank), by_crew)
            own = [node for node in self.ready if node.operator == operator]
            waiting = [node for node in self.waiting if node.operator == operator]
            far = {node for node in own if not self.is_reachable(node)}
            self.unreached |= far
            r.meets("no engineer", len(far) < len(own))
            r.meets("no crew", far or any(self.stock(node).present > 0 for node in waiting))
            r.meets("waits for a spare", waiting and self.crews[operator] > 0)

    def begin(self, node, by_crew):
        self.ready.discard(node)
        if node in self.waiting:
            self.waiting.discard(node)
            self.stock(node).present -= 1
            self.stock(node).wanted -= 1
        state = self.r.state[node]
        state.in_repair = True
        self.r.meets("crew for a spare" if state.bricked else "out of reach", by_crew)
        self.r.meets("back in reach", not by_crew and node in self.unreached)
        self.unreached.discard(node)
        visit = self.visits.get(node, 0)
        self.visits[node] = visit + 1
        draw = self.r.draws
        if by_crew:
            hours = draw.hours(self.p["field_visit_hours"], "FIELD_VISIT", node.number, visit)
            if state.bricked:
                hours += draw.hours(self.p["hardware_swap_hours"], "HARDWARE_SWAP", node.number, visit)
        else:
            hours = draw.hours(self.p["remote_restore_hours"], "REMOTE_RESTORE", node.number, visit)
        if not self.r.has_support(node.vendor):
            hours *= self.p.get("unsupported_repair_factor", 1)
            self.r.meets("unsupported repair", self.p.get("unsupported_repair_factor", 1) != 1)
        self.r.schedule(self.r.now + hours, "restored_in_field" if by_crew else "restored_remotely", node.number,
                        lambda: self.finish(node, by_crew))

    def finish(self, node, by_crew):
        (self.crews if by_crew else self.engineers)[node.operator] += 1
        state = self.r.state[node]
        if state.bricked:
            kind = "node_replaced_by_other_vendor" if self.stock(node).is_other else "node_replaced"
        else:
            kind = "node_repaired_in_field" if by_crew else "node_repaired_remotely"
        is_implanted = self.r.is_implanted(node)
        self.r.meets("implant removed", is_implanted and state.isolated)
        self.r.meets("new hardware", is_implanted and state.bricked and not state.to_clean)
        self.r.meets("keeps an implant", is_implanted and not state.bricked and not state.to_clean)
        if state.bricked or state.to_clean:
            self.r.clean(node)
            if self.r.isolation and node in self.r.isolation.suspects:
                self.r.meets("once cleaned" if state.to_clean else "hardware of after")
                self.r.isolation.suspects.discard(node)
        state.soft = state.bricked = state.isolated = state.to_clean = state.in_repair = False
        self.r.tell_node(kind, node)

    # ---- spares ----

    def fill_up(self):
        """As many are ordered as bring what is there and on the way, less what is wanted, to the base level; from
        others than a vendor that supplies nothing only what is wanted."""
        for stock in sorted(self.stocks.values(), key=lambda s: s.key):
            target = stock.base if self.r.has_support(stock.vendor) else 0
            lacking = target - (stock.present + stock.ordered - stock.wanted)
            if lacking > 0:
                self.order(stock, lacking)

    def order(self, stock, quantity):
        r = self.r
        elsewhere = not r.has_support(stock.vendor)
        time = self.p["spares_lead_time_hours"]
        if elsewhere:
            time = self.p["replacement_lead_time_hours"]
            if self.surge:
                is_trusted = self.has_trusted(stock)
                r.meets("contract" if is_trusted else "nobody to trust")
                if is_trusted:
                    time = self.surge["contract_lead_time_hours"]
        number = (stock.operator * len(ROLES) + stock.role) * len(r.network.vendors) + stock.vendor
        hours = r.draws.hours(time, "SPARES_LEAD", number, stock.orders)
        stock.orders += 1
        stock.ordered += quantity
        due = r.now + hours
        delivery = {"quantity": quantity, "elsewhere": elsewhere, "is_due": True, "stock": stock}
        self.deliveries.append(delivery)
        self.tell("spares_ordered_elsewhere" if elsewhere else "spares_ordered", stock, count=quantity, due_hours=due)
        r.schedule(due, "supplies", len(self.deliveries), lambda: self.supply(stock, delivery))

    def has_trusted(self, stock):
        """Whether the operator runs another vendor in the role that no attacking state can order."""
        r = self.r
        return any(other.operator == stock.operator and other.role == stock.role and other.vendor != stock.vendor
                   and other.nodes > 0 and r.has_support(other.vendor)
                   and not any(r.exposure[other.vendor].get(state, 0) > 0 for state in r.hostile)
                   for other in self.stocks.values())

    def supply(self, stock, delivery):
        if not delivery["is_due"]:
            return
        delivery["is_due"] = False
        stock.ordered -= delivery["quantity"]
        stock.present += delivery["quantity"]
        stock.is_other = stock.is_other or delivery["elsewhere"]
        self.tell("spares_arrived", stock, count=delivery["quantity"])

    def lose_supplier(self, vendor):
        """What it has not delivered is cancelled and ordered from others anew, order by order."""
        for delivery in list(self.deliveries):
            stock = delivery["stock"]
            if delivery["is_due"] and not delivery["elsewhere"] and stock.vendor == vendor:
                delivery["is_due"] = False
                stock.ordered -= delivery["quantity"]
                self.tell("spares_cancelled", stock, count=delivery["quantity"])
                self.r.meets("order cancelled")
                self.fill_up()

    def regain_supplier(self, vendor):
        before = len(self.deliveries)
        self.fill_up()
        self.r.meets("refilled", any(delivery["stock"].vendor == vendor for delivery in self.deliveries[before:]))

    def tell(self, kind, stock, **what):
        network = self.r.network
        self.r.tell(kind, operator=network.operators[stock.operator], role=ROLES[stock.role],
                    vendor=network.vendors[stock.vendor], **what)


class Stock:
    """Spares of (operator, role, vendor)."""

    def __init__(self, operator, role, vendor):
        self.key = self.operator, self.role, self.vendor = operator, role, vendor
        self.nodes = self.base = self.present = self.ordered = self.wanted = self.orders = 0
        self.is_other = False  # it holds another vendor's equipment

"""Isolation of suspect equipment (MODEL 7.5)."""


class Isolation:
    def __init__(self, replication, parameters):
        self.r = replication
        self.p = parameters
        self.suspects = set()
        self.is_review_due = False  # since some operator has stopped at its floor
        self.is_reviewing = False

    def discovered(self, vendor):
        hours = self.r.draws.hours(self.p["attribution_hours"], "ATTRIBUTION", vendor)
        self.r.schedule(self.r.now + hours, "mitigation", vendor, lambda: self.attribute(vendor))

    def attribute(self, vendor):
        """The vendor, or every vendor of its states, is held responsible: channels are shut, nodes are suspect."""
        r = self.r
        if not r.is_threatened():
            r.meets("nothing to come")
            return  # what could act has acted
        r.meets("scope " + self.p["scope"], self.p["scope"] != "state")
        vendors = [vendor]
        if self.p["scope"] == "state":
            own = {state for state, leverage in r.exposure[vendor].items() if leverage > 0}
            vendors = [other for other, exposure in enumerate(r.exposure)
                       if any(exposure.get(state, 0) > 0 for state in own)]
            r.meets("scope state", len(vendors) > 1)
        for other in vendors:
            if other not in r.frozen:
                r.frozen[other] = r.now
                r.tell_vendor("attribution", other)
                self.suspect(other)
        for operator in range(len(r.network.operators)):
            self.isolate(operator)

    def suspect(self, vendor):
        r = self.r
        if self.p["scope"] == "affected":
            found = {node for campaign in r.campaigns for node, laid in campaign.implants.items()
                     if laid[1] == vendor and r.holds(node, campaign, r.now)}
            r.meets("affected by management", any(node.vendor != vendor for node in found))
        else:
            found = {node for node in r.network.nodes if node.vendor == vendor}
        self.suspects |= found

    def isolate(self, operator):
        r = self.r
        if not r.is_threatened():
            return
        floor = self.p["floor_share"] * sum(users for (owner, name), users in r.users.items()
                                            if owner == operator and name in r.headline)
        roles = self.p["roles"]
        queue = sorted((node for node in self.suspects if node.operator == operator and node.role in roles
                        and self.is_suspect(node)),
                       key=lambda node: (roles.index(node.role), node.users, -node.number))
        isolated = set()
        for place, node in enumerate(queue):
            if not r.is_up(node):
                r.state[node].to_clean = True  # before it returns
                r.meets("down at look")
                continue
            r.state[node].isolated = True
            r.settle()
            if r.headline_served(operator) < floor:
                r.state[node].isolated = False
                r.settle()
                r.tell("floor_reached", operator=r.network.operators[operator])
                r.meets("floor")
                r.meets("down behind floor", any(not r.is_up(other) for other in queue[place + 1:]))
                if not self.is_review_due:
                    self.is_review_due = True
                    r.schedule(r.now + self.p["review_interval_hours"], "mitigation", 1000, self.review)
                return
            self.suspects.discard(node)
            r.state[node].to_clean = True
            r.tell_node("node_isolated", node)
            r.recovery.add(node)
            isolated.add(node.role)
            r.meets("review isolates", self.is_reviewing)
            r.meets("in order", len(isolated) > 1)

    def is_suspect(self, node):
        """Still: not where everything has struck, nor, where only implanted nodes are isolated, with new hardware."""
        r = self.r
        if r.is_past_suspicion(node.vendor):
            r.meets("past suspicion")
            return False
        if self.p["scope"] == "affected" and not any(  # by a vendor held responsible
                r.holds(node, campaign, r.now) and campaign.implants[node][1] in r.frozen for campaign in r.campaigns):
            r.meets("holds none any more")
            return False
        return True

    def review(self):
        """Every operator that has stopped looks again."""
        self.is_review_due = False
        self.is_reviewing = True
        for operator in range(len(self.r.network.operators)):
            self.isolate(operator)
        self.is_reviewing = False

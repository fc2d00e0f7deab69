"""The network and the service that users have, by search of components at every question (MODEL 2 and 3)."""
import math

STUBS = ("ran_site", "cabinet")
ROLES = ("ran_site", "cabinet", "exchange", "aggregation", "metro", "core_router", "packet_core", "subscriber_db",
         "voice_core", "emergency_gateway", "internet_gateway", "oss")
FUNCTIONS = ROLES[6:]


class Node:
    def __init__(self, name, listed, operators, vendors):
        self.name = name
        self.role = listed["role"]
        self.role_number = ROLES.index(self.role)
        self.is_stub = self.role in STUBS
        self.operator = operators.index(listed["operator"])
        self.vendor = vendors.index(listed["vendor"])
        self.manager = None
        self.users = listed.get("users", 0)
        self.capacity = listed.get("capacity_users", 0) or math.inf
        self.area = listed.get("area", 0)
        self.is_shared = listed.get("shared", False)
        self.links = []  # (neighbour, is_backup), primary before backup, in the order of the list
        self.number = None


class Network:
    """Nodes are numbered as draws are keyed: transit before stubs, then by area, operator and (transit) role."""

    def __init__(self, scenario):
        listed = scenario["network"]["listed"]
        self.operators = listed["operators"]
        self.vendors = [name for name in scenario["vendors"] if name != "source"]
        by_name = {name: Node(name, node, self.operators, self.vendors) for name, node in listed["nodes"].items()
                   if name != "source"}
        self.nodes = sorted(by_name.values(), key=lambda n: (n.is_stub, n.area, n.operator,
                                                             0 if n.is_stub else n.role_number))
        for number, node in enumerate(self.nodes):
            node.number = number
        for is_backup, key in ((False, "links"), (True, "backup_links")):
            for first, second in listed.get(key, []):
                by_name[first].links.append((by_name[second], is_backup))
                by_name[second].links.append((by_name[first], is_backup))
        self.services = {name: service for name, service in scenario["services"].items() if name != "source"}
        self.overlap = scenario.get("overlap", {})
        made = {(node.operator, node.vendor) for node in self.nodes if node.role != "oss"}
        for node in self.nodes:
            if node.role == "oss" and (node.operator, node.vendor) not in made:
                node.vendor = None  # there is nothing for it to manage

    def users(self, operator, service):
        """Users who have a service when all is well: of access nodes of its roles."""
        return sum(node.users for node in self.nodes if node.operator == operator and node.role in service["access"])


class Service:
    """Who has which service, given which nodes are in service."""

    def __init__(self, network, up, failover, met):
        self.network, self.up, self.met = network, up, met
        self.failover = failover
        self.component = self.search()
        self.members, self.capacities = {}, {}
        for node, component in self.component.items():
            self.members.setdefault(component, []).append(node)

    def neighbours(self, node):
        """Over usable links, those in service."""
        return [other for other, is_backup in node.links
                if (self.failover or not is_backup) and other in self.up]

    def search(self):
        component = {}
        for start in self.network.nodes:
            if start.is_stub or start in component or start not in self.up:
                continue
            component[start] = start
            pending = [start]
            while pending:
                for other in self.neighbours(pending.pop()):
                    if not other.is_stub and other not in component:
                        component[other] = start
                        pending.append(other)
        for lost in self.network.nodes:
            if lost not in self.up and lost.role in FUNCTIONS:
                parts = {component[other] for other in self.neighbours(lost) if not other.is_stub}
                self.met.update(["way through"] * (len(parts) > 1))
        return component

    def capacity(self, component, operator, role):
        """Users whom the functions of a role in a component can carry for an operator; none: no such function."""
        key = component, operator, role
        if key not in self.capacities:
            found = [node for node in self.members[component]
                     if node.role == role and (node.operator == operator or node.is_shared)]
            self.capacities[key] = sum(node.capacity for node in found) if found else None
            if found and all(node.operator != operator for node in found):
                self.met.add("shared function")
        return self.capacities[key]

    def gives(self, component, operator, service):
        return all(self.capacity(component, operator, role) is not None for role in service["requires"])

    def place(self, node, service):
        """The component that an access node in service counts in for a service, or None."""
        if not node.is_stub:
            component = self.component[node]
            if self.gives(component, node.operator, service):
                return component
            self.met.add("cut off")
            return None
        first = True
        for parent, is_backup in node.links:
            if parent not in self.up or is_backup and not self.failover:
                continue
            if self.gives(self.component[parent], node.operator, service):
                self.met.update(["first parent fails"] * (not first) + ["backup parent"] * is_backup)
                return self.component[parent]
            first = False
        self.met.update(["no parent gives"] * (not first))
        return None

    def carried(self):
        """Users whom stubs carry by overlap, beside their own."""
        extra, cells = {}, {}
        for node in self.network.nodes:
            if node.role in self.network.overlap:
                cells.setdefault((node.area, node.operator, node.role), []).append(node)
        for (_, _, role), nodes in cells.items():
            nodes.sort(key=lambda node: ([parent.number for parent, is_backup in node.links
                                          if self.failover or not is_backup], node.number))
            overlap = self.network.overlap[role]
            up = [node for node in nodes if node in self.up]
            room = sum(node.users for node in up)
            lost = sum(node.users for node in nodes) - room
            total = math.floor(min(overlap["overlap_share"] * lost, overlap["headroom_share"] * room))
            if total > 0:
                self.met.add("overlap")
                self.met.update(["overlap headroom"] * (total < math.floor(overlap["overlap_share"] * lost)))
            dealt = passed = 0
            for node in up:
                passed += node.users
                share = total * passed // room if room else 0
                extra[node] = share - dealt
                dealt = share
            self.met.update(["overlap dealt out"] * (sum(extra[node] > 0 for node in up) > 1))
        return extra

    def served(self):
        """Served users by (operator, name of service)."""
        result, extra = {}, self.carried()
        for name, service in self.network.services.items():
            access = [node for node in self.network.nodes if node.role in service["access"]]
            places = {node: self.place(node, service) for node in access if node in self.up}
            counts = [0] * len(self.network.operators)
            if service.get("any_operator", False):
                areas = {node.area for node, place in places.items() if place is not None}
                for node in access:
                    if node.area in areas:
                        counts[node.operator] += node.users
                        self.met.update(["emergency elsewhere"] * (places.get(node) is None))
            else:
                demand, own = {}, {}
                for node, place in places.items():
                    if place is not None:
                        key = place, node.operator
                        demand[key] = demand.get(key, 0) + node.users + extra.get(node, 0)
                        own[key] = own.get(key, 0) + node.users
                for (place, operator), users in demand.items():
                    limit = min(self.capacity(place, operator, role) for role in service["requires"])
                    counts[operator] += min(users, limit)
                    self.met.update(["capacity binds"] * (limit < users)
                                    + ["overlap capacity"] * (max(limit, own[place, operator]) < users))
            for operator, users in enumerate(counts):
                result[operator, name] = int(users)
        return result

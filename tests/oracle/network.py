"""The network and the service that users have, by search of components at every question (MODEL 2 and 3)."""
import math

STUBS = ("ran_site", "cabinet")
ROLES = ("ran_site", "cabinet", "exchange", "aggregation", "metro", "core_router", "packet_core", "subscriber_db",
         "voice_core", "emergency_gateway", "internet_gateway", "oss")


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

    def __init__(self, network, up, failover):
        self.network, self.up = network, up
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
        return component

    def capacity(self, component, operator, role):
        """Users whom the functions of a role in a component can carry for an operator; none: no such function."""
        key = component, operator, role
        if key not in self.capacities:
            found = [node.capacity for node in self.members[component]
                     if node.role == role and (node.operator == operator or node.is_shared)]
            self.capacities[key] = sum(found) if found else None
        return self.capacities[key]

    def gives(self, component, operator, service):
        return all(self.capacity(component, operator, role) is not None for role in service["requires"])

    def place(self, node, service):
        """The component that an access node in service counts in for a service, or None."""
        if not node.is_stub:
            component = self.component[node]
            return component if self.gives(component, node.operator, service) else None
        for parent in self.neighbours(node):
            if self.gives(self.component[parent], node.operator, service):
                return self.component[parent]
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
            dealt = passed = 0
            for node in up:
                passed += node.users
                share = total * passed // room if room else 0
                extra[node] = share - dealt
                dealt = share
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
                    counts[node.operator] += node.users if node.area in areas else 0
            else:
                demand = {}
                for node, place in places.items():
                    if place is not None:
                        key = place, node.operator
                        demand[key] = demand.get(key, 0) + node.users + extra.get(node, 0)
                for (place, operator), users in demand.items():
                    limits = [self.capacity(place, operator, role) for role in service["requires"]]
                    counts[operator] += min([users] + limits)
            for operator, users in enumerate(counts):
                result[operator, name] = int(users)
        return result

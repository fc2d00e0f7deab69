"""Makes a scenario on which both sides differ smaller, while they still do."""
import copy


def without_node(scenario, name):
    smaller = copy.deepcopy(scenario)
    listed = smaller["network"]["listed"]
    del listed["nodes"][name]
    for key in ("links", "backup_links"):
        if key in listed:
            listed[key] = [link for link in listed[key] if name not in link]
    return smaller


def parts(scenario):
    """Paths of what can be left out, the largest first."""
    yield from (["mitigations", name] for name in scenario.get("mitigations", {}))
    yield from (["threats", name] for name in scenario.get("threats", {}))
    for name, threat in scenario.get("threats", {}).items():
        for keys in threat.values():
            kind = next(iter(threat))
            yield from (["threats", name, kind, key] for key in keys)
            yield from (["threats", name, kind, "trigger", key] for key in keys.get("trigger", {}))
    yield ["overlap"]
    yield from (["services", name] for name in scenario["services"])
    for name, service in scenario["services"].items():
        yield from (["services", name, key, i] for key in ("access", "requires") for i in range(len(service[key])))
        yield ["services", name, "any_operator"]
    yield ["assignment", "management"]
    yield from (["assignment", "management", i] for i in range(len(scenario["assignment"].get("management", []))))
    yield ["ordinary_restoration", "out_of_band_share"]
    yield ["ordinary_restoration", "unsupported_repair_factor"]
    listed = scenario["network"]["listed"]
    for key in ("links", "backup_links"):
        yield from (["network", "listed", key, i] for i in reversed(range(len(listed.get(key, [])))))
    for name, node in listed["nodes"].items():
        yield from (["network", "listed", "nodes", name, key] for key in ("capacity_users", "shared", "area", "users")
                    if key in node)
    yield from (["vendors", name] for name in scenario["vendors"])
    yield from (["network", "listed", "operators", i] for i in range(len(listed["operators"])))


def without(scenario, path):
    smaller = copy.deepcopy(scenario)
    place = smaller
    for key in path[:-1]:
        if isinstance(place, dict) and key not in place:
            return None
        place = place[key]
    if isinstance(place, dict) and path[-1] not in place:
        return None
    del place[path[-1]]
    return smaller


def shrink(scenario, differs):
    """differs(scenario) is true when both sides run it and disagree. Each step leaves one thing out."""
    changed = True
    while changed:
        changed = False
        for name in reversed(list(scenario["network"]["listed"]["nodes"])):
            smaller = without_node(scenario, name)
            if differs(smaller):
                scenario, changed = smaller, True
        for path in list(parts(scenario)):
            try:
                smaller = without(scenario, path)
            except (KeyError, IndexError):
                continue
            if smaller is not None and differs(smaller):
                scenario, changed = smaller, True
    return scenario

"""What the second implementation covers, rule by rule, as models/MODEL.md and its sections have them.

Where a rule makes a difference, the code says so by its name here (`meets`), and test_oracle.py asks that every rule and
every kind of event was met in so many of the fixed scenarios: agreement is not empty. What holds always (numbers of
nodes, the order of events, keys of draws) has no name: every event of the comparison tests it.
"""

SERVICE = {
    "first parent fails": "a stub counts by a later parent where the first does not give the service",
    "backup parent": "a backup link gives a stub its service",
    "no parent gives": "a stub is in service, has parents in service, and none gives the service",
    "way through": "two parts of the network meet only in a function, which carries transit",
    "cut off": "an access node that carries transit is in service and cut off from a function",
    "shared function": "only another operator's shared function gives a component a role",
    "capacity binds": "a component serves fewer than its users",
    "emergency elsewhere": "another operator, or another node, of the area gives an `any_operator` service",
    "overlap": "stubs carry users of lost ones",
    "overlap headroom": "headroom limits whom they carry",
    "overlap dealt out": "several stubs share them",
    "overlap capacity": "those carried need capacity that is short",
    "never served": "whom the intact network does not serve is lost from the start",
}
CAMPAIGN = {
    "copula": "the factor and a vendor's own draw decide who complies",
    "half of an order": "of the vendors of one order one complies, another does not",
    "order withheld": "a state does not give its order",
    "one decision": "campaigns of one state with the same probability are given together",
    "any_state": "several states share the probability that any of them acts",
    "managed node": "a vendor implants a node that another made",
    "earliest implant": "of two implants of a campaign in a node the earlier counts",
    "national testing": "one national centre decides for all operators",
    "testing by operator": "operators differ on one vendor's release",
    "channel shut": "what a shut channel would do later is void",
    "void after strike": "what a channel would do after its vendor's strike is void",
    "out of service at strike": "an implant in a node out of service at the strike is spent",
    "no activation": "a triggered implant fails",
    "two campaigns": "a node holds implants of two campaigns",
    "strike unready": "a vendor strikes before it was ready",
    "use or lose alone": "a discovery triggers the vendor found alone",
    "use or lose all": "a discovery triggers all vendors together",
    "vendor by vendor": "two vendors of a campaign strike at different times",
    "found by strike": "with monitoring a strike is a discovery of its vendor",
    "found by monitoring": "monitoring finds a first implant",
    "found by testing": "testing finds a release",
    "found by access control": "a stopped attempt is a discovery",
    "support twice missing": "a vendor's support is missing for two reasons",
}
ISOLATION = {
    "scope vendor": "the vendor found is held responsible",
    "scope state": "with it every vendor of its states",
    "scope affected": "only what holds an implant by it is suspect",
    "affected by management": "also where another made the node",
    "in order": "two roles are isolated, in the order of the list",
    "floor": "the next node would take the operator below its floor",
    "review isolates": "at a review, a node is isolated that was left before",
    "down at look": "a suspect out of service when its operator looks is cleaned before it returns",
    "down behind floor": "one behind the node at which the operator stops is not",
    "implant removed": "isolation removes a latent implant",
    "once cleaned": "a node once cleaned is no longer suspect",
    "hardware of after": "nor is new hardware that comes after its vendor's channels are shut",
    "holds none any more": "with `affected`, a suspect that holds no implant any more is not isolated",
    "past suspicion": "a vendor that has struck for all that could act through it is past suspicion",
    "nothing to come": "nobody is held responsible when everything has struck",
}
RESTORATION = {
    "out of reach": "a crew restores a soft node that the management plane does not reach",
    "out of band": "a node is reached out of band that its management plane does not reach",
    "back in reach": "engineers restore what was out of reach before",
    "no engineer": "a job waits while all engineers are busy",
    "no crew": "a job waits while all crews are busy",
    "waits for a spare": "a bricked node waits for a spare, with a crew idle",
    "crew for a spare": "a crew replaces a bricked node",
    "two outbreaks": "an operator is struck again before it has found out",
    "unsupported repair": "a job at unsupported equipment takes longer",
    "contract": "a contracted vendor supplies, by a lead time of its own",
    "nobody to trust": "every other vendor of the role may be ordered by an attacking state, or is none",
    "order cancelled": "what a vendor without support has not delivered is cancelled",
    "keeps an implant": "repaired software keeps its implant",
    "new hardware": "new hardware has no implant",
    "refilled": "stocks are filled up when support is back",
}
RULES = {**SERVICE, **CAMPAIGN, **ISOLATION, **RESTORATION}

EVENTS = (
    "order_given", "order_not_given", "vendor_complies", "vendor_refuses", "vendor_ready", "release_passed",
    "release_stopped", "attempt_stopped", "node_implanted", "strike", "vendor_withdraws", "ban", "ban_lifted",
    "support_ended", "support_resumed", "discovery", "attribution", "floor_reached", "diagnosis", "node_disabled",
    "node_bricked", "node_failed", "node_broken", "node_isolated", "node_repaired_remotely", "node_repaired_in_field",
    "node_replaced", "node_replaced_by_other_vendor", "spares_ordered", "spares_ordered_elsewhere", "spares_cancelled",
    "spares_arrived")

"""Scenario files as an editor sees them: YAML 1.2 read into plain values, checked against the JSON Schema."""
import json
import re

import jsonschema
import yaml

from support import SOURCE


class Loader(yaml.SafeLoader):
    """The core schema of YAML 1.2, as the program and editors read: `no` is a word, 1e-3 a number."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", list("-+0123456789")),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+.0123456789")),
    ("tag:yaml.org,2002:merge", r"^<<$", ["<"]),
):
    Loader.add_implicit_resolver(tag, re.compile(pattern), first)
Loader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(node.value))
Loader.add_constructor("tag:yaml.org,2002:float", lambda loader, node: float(node.value))
Loader.add_constructor("!replace", lambda loader, node: loader.construct_mapping(node, deep=True))

SCHEMA = json.loads((SOURCE / "scenarios" / "schema.json").read_text())
VALIDATOR = jsonschema.Draft7Validator(SCHEMA)


def load(text):
    return yaml.load(text, Loader)


def complaints(text):
    """What the schema has against a scenario's text, as a list of sentences."""
    errors = VALIDATOR.iter_errors(load(text))
    return [f"{'.'.join(map(str, error.absolute_path))}: {error.message}" for error in errors]

"""Every figure of a scenario with its source, from the text that a result file keeps (models/scenario.c joins it).

The text is a YAML stream: the scenario's own file, then a comment `# --set PATH=VALUE` for each setting of the command
line, then each file that it extends. They are merged here as models/reader_files.c merges them.
"""
from __future__ import annotations

import re
from typing import Any, Iterator, NamedTuple

import yaml

SETTING = re.compile(r"# --set ([^=\n]+)=(.*)")
ASIDE = ("source", "note", "assumption", "range")
ROWS_MAX = 4000
ENTRIES_MAX = 60  # of a list or mapping that is told one by one


class ScenarioText(ValueError):
    """The text is no scenario that can be read."""


class _Replacing(dict[Any, Any]):
    """A mapping with the tag !replace: it takes the place of what it changes."""


class _Loader(yaml.SafeLoader):
    """YAML 1.2's plain values (core schema), as the program reads them: `no` is a text, 1e3 a number."""


_Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
        ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
        ("null", r"^(?:~|null|Null|NULL|)$", ["~", "n", "N", ""]),
        ("int", r"^[-+]?[0-9]+$", list("-+0123456789")),
        ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", list("-+0123456789.")),
        ("merge", r"^(?:<<)$", ["<"])):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))  # type: ignore[no-untyped-call]


def _whole(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    return int(str(loader.construct_scalar(node)))


def _real(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> float:
    return float(str(loader.construct_scalar(node)))


def _replacing(loader: yaml.SafeLoader, node: yaml.MappingNode) -> _Replacing:
    return _Replacing(loader.construct_mapping(node, deep=True))


_Loader.add_constructor("tag:yaml.org,2002:int", _whole)
_Loader.add_constructor("tag:yaml.org,2002:float", _real)
_Loader.add_constructor("!replace", _replacing)


class AssumedFigure(NamedTuple):
    """A number of the scenario."""

    path: str
    value: str
    low: str
    high: str
    is_assumption: bool
    source: str


def settings_of(text: str) -> list[tuple[str, str]]:
    """Settings of the command line that a text ends its first file with.

    >>> settings_of("a: 1\\n\\n# --set a=2\\n# --set b.c=[1]\\n--- # base.yaml\\na: 0\\n")
    [('a', '2'), ('b.c', '[1]')]
    """
    own = re.split(r"\n--- # ", text, maxsplit=1)[0]
    found: list[tuple[str, str]] = []
    for line in reversed(own.rstrip("\n").split("\n")):
        match = SETTING.fullmatch(line)
        if match is None:
            break
        found.append((match.group(1), match.group(2)))
    return found[::-1]


def _merge(into: dict[Any, Any], changes: dict[Any, Any]) -> dict[Any, Any]:
    merged = dict(into)
    for key, value in changes.items():
        old = merged.pop(key, None)
        if value is None:
            continue
        is_merged = isinstance(old, dict) and isinstance(value, dict) and not isinstance(value, _Replacing)
        merged[key] = _merge(old, value) if is_merged else value
    return merged


def _unshared(node: Any) -> Any:
    """A copy in which what an anchor shared is told apart, so that one setting changes one place."""
    if isinstance(node, dict):
        return {key: _unshared(value) for key, value in node.items()}
    return [_unshared(value) for value in node] if isinstance(node, list) else node


def _child(node: Any, name: str) -> Any:
    if isinstance(node, dict):
        return node.get(name)
    if isinstance(node, list) and name.isdigit() and int(name) < len(node):
        return node[int(name)]
    return None


def _set(scenario: Any, path: str, value: Any) -> None:
    *above, name = path.split(".")
    node = scenario
    for part in above:
        node = _child(node, part)
    old = _child(node, name)
    if isinstance(old, dict) and "value" in old:
        old["value"] = value
    elif isinstance(node, dict):
        node[name] = value
    elif isinstance(node, list) and name.isdigit() and int(name) < len(node):
        node[int(name)] = value


def read(text: str) -> dict[Any, Any]:
    """The scenario as it was run.

    >>> read("extends: base.yaml\\na: {b: 2}\\n# --set a.b=3\\n--- # base.yaml\\na: {b: 1, c: no}\\n")["a"] == {"b": 3, "c": "no"}
    True
    """
    try:
        files = list(yaml.load_all(text, Loader=_Loader))  # a safe loader
        scenario: Any = {}
        for changes in reversed(files):
            if not isinstance(changes, dict):
                raise ScenarioText("a file of the scenario is no mapping")
            scenario = _merge(scenario, changes)
        scenario = _unshared(scenario)
        for path, value in settings_of(text):
            _set(scenario, path, yaml.load(value, Loader=_Loader))
    except (yaml.YAMLError, RecursionError, TypeError, ValueError) as error:
        raise ScenarioText(str(error)) from error
    return dict(scenario)


def _say(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else f"{value:g}"


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _walk(node: Any, path: str, source: str) -> Iterator[AssumedFigure]:
    if _is_number(node):
        yield AssumedFigure(path, _say(node), "", "", False, source)
    elif isinstance(node, dict):
        own = node.get("source")
        source = " ".join(str(own).split()) if own is not None else source
        if _is_number(node.get("value")):
            ends = node.get("range")
            low, high = ends if isinstance(ends, list) and len(ends) == 2 and all(map(_is_number, ends)) else ("", "")
            yield AssumedFigure(path, _say(node["value"]), _say(low) if low != "" else "", _say(high) if high != "" else "",
                                node.get("assumption") is True, source)
            return
        yield from _walk_many([(str(key), value) for key, value in node.items() if key not in ASIDE], path, source)
    elif isinstance(node, list):
        yield from _walk_many([(str(index), value) for index, value in enumerate(node)], path, source)


def _walk_many(entries: list[tuple[str, Any]], path: str, source: str) -> Iterator[AssumedFigure]:
    if len(entries) > ENTRIES_MAX:
        yield AssumedFigure(path, f"{len(entries):,} entries", "", "", False, source)
        return
    for name, value in entries:
        yield from _walk(value, f"{path}.{name}" if path else name, source)


def figures(scenario: dict[Any, Any]) -> list[AssumedFigure]:
    """All numbers of a scenario, each with the nearest source above it.

    >>> figures({"a": {"source": "made up", "b": {"value": 1, "range": [0, 2], "assumption": True}}, "c": [0.5]})[0]
    AssumedFigure(path='a.b', value='1', low='0', high='2', is_assumption=True, source='made up')
    """
    found: list[AssumedFigure] = []
    for figure in _walk(scenario, "", ""):
        if len(found) == ROWS_MAX:
            break
        found.append(figure)
    return found

"""The page, part by part."""
from __future__ import annotations

import base64
import functools
import hashlib
import os
import pathlib
import shlex

import xarray as xr

import hedgerow

from . import assumed, words
from .answers import Answers, ask, ask_study
from .charts import TURNS, Chart, Painter
from .markup import details, download, facts, figure_cell, paragraph, plain_cell, section, source_table, table, text

STYLE = (pathlib.Path(__file__).resolve().parent / "report.css").read_text(encoding="utf-8")


# ---- the answer ----

def _plain_answer(answers: Answers) -> str:
    """What is said of a scenario without a claim."""
    said = []
    for case in answers.cases:
        figure = answers.find("effectiveness", case)
        if figure is None or figure["value"] is None:
            said.append(f"in {case} nothing is lost, or too little is known")
        else:
            said.append(f"in {case} {words.percent(figure['value'])} % (95 % CI {words.interval(figure, words.percent)})")
    return f"Of the loss without them, the mitigations take away: {'; '.join(said)}."


def _answer(answers: Answers) -> str:
    answer = answers.all["answer"]
    parts = []
    if answers.claim is None:
        parts.append(paragraph(_plain_answer(answers), "lead"))
    else:
        parts.append(paragraph(answer["claim"], "lead"))
        parts += [paragraph(answer[part]) for part in ("contrast", "losses", "removed") if answer[part]]
        parts.append("<h3>What would turn it</h3>\n")
        if answer["turned_by"]:
            parts.append("<ul>" + "".join(f"<li>{text(turn['text'])}</li>\n" for turn in answer["turned_by"]) + "</ul>\n")
        parts.append(paragraph(answer["turns"]))
    parts += [paragraph(course["text"]) for course in answers.all["sweep"]]
    parts += [paragraph(note, "note") for note in answers.all["notes"]]
    return section("answer", "Answer", *parts)


# ---- tables ----

def _loss_table(answers: Answers, arm: str, title: str) -> str:
    rows = []
    for case in answers.cases:
        find = functools.partial(answers.find, case=case, arm=arm)
        rows.append((case, [figure_cell(find("mean_lost"), words.number, scale=answers.unit_size),
                            figure_cell(find("cvar_lost"), words.number, scale=answers.unit_size),
                            figure_cell(find("probability_above_10"), words.percent, suffix=" %"),
                            figure_cell(find("probability_above_50"), words.percent, suffix=" %")]))
    return table(f"{title}, {answers.unit}", ["mean", "worst 5 % (CVaR 95)", "probability of more than 10 % of users out",
                                              "probability of more than 50 % out"], rows)


def _index(value: float | None) -> str:
    return "?" if value is None else f"{value:.3f}"


def _effectiveness_table(answers: Answers) -> str:
    rows = [(case, [figure_cell(answers.find("effectiveness", case), words.percent, suffix=" %"),
                    figure_cell(answers.find("tail_effectiveness", case), words.percent, suffix=" %"),
                    figure_cell(answers.find("hhi_vendor", case), _index),
                    figure_cell(answers.find("hhi_state", case), _index)]) for case in answers.cases]
    return table("Effectiveness of the mitigations, and how concentrated the equipment is",
                 ["of the mean", "of the worst 5 %", "HHI by vendor", "HHI by state"], rows)


def _difference_table(answers: Answers) -> str:
    others = [case for case in answers.cases if case != answers.baseline]
    if not others:
        return ""
    rows = []
    for case in others:
        find = functools.partial(answers.find, case=case, against=answers.baseline)
        rows.append((case, [figure_cell(find("mean_lost_difference", arm="mitigated"), words.signed, scale=answers.unit_size),
                            figure_cell(find("cvar_lost_difference", arm="mitigated"), words.signed, scale=answers.unit_size),
                            figure_cell(find("mean_lost_difference", arm="unmitigated"), words.signed, scale=answers.unit_size),
                            figure_cell(find("effectiveness_difference"), words.points)]))
    return table(f"Differences from {answers.baseline} on the same random numbers, {answers.unit}",
                 ["mean with mitigations", "worst 5 % with mitigations", "mean without", "effectiveness, points"], rows)


def _happenings_table(answers: Answers) -> str:
    columns = [("nodes_disabled", "nodes disabled", words.number, ""), ("nodes_isolated", "nodes isolated", words.number, ""),
               ("hours_above_10", "hours with more than 10 % out", words.number, ""),
               ("discovery_probability", "probability of a discovery", words.percent, " %")]
    columns = [column for column in columns if answers.every(column[0])]
    if not columns:
        return ""
    rows = [(case, [figure_cell(answers.find(quantity, case, arm="mitigated"), write, suffix=suffix)
                    for quantity, _, write, suffix in columns]) for case in answers.cases]
    return table("What happened with the mitigations: means, and how often a vendor was discovered",
                 [name for _, name, _, _ in columns], rows)


def _sweep_tables(answers: Answers) -> str:
    tables = []
    swept: dict[str, dict[float, str]] = {}
    for figure in answers.every("effectiveness"):
        if "point" in figure:
            swept.setdefault(figure["case"], {})[figure["point"]] = figure["at"]
    for case, points in swept.items():
        rows = []
        for point, where in points.items():
            find = functools.partial(answers.find, case=case, point=point)
            rows.append((where, [figure_cell(find("mean_lost", arm="mitigated"), words.number, scale=answers.unit_size),
                                 figure_cell(find("cvar_lost", arm="mitigated"), words.number, scale=answers.unit_size),
                                 figure_cell(find("effectiveness"), words.percent, suffix=" %"),
                                 figure_cell(find("probability_above_10", arm="mitigated"), words.percent, suffix=" %"),
                                 figure_cell(find("hhi_vendor"), _index), figure_cell(find("hhi_state"), _index),
                                 figure_cell(find("worst_state_lost_share"), words.percent, suffix=" %")]))
        paths = {where.partition(" = ")[0] for where in points.values()}
        is_one = len(paths) == 1 and not any(", " in where for where in points.values())
        if is_one:
            rows = [(name.partition(" = ")[2], cells) for name, cells in rows]
        along = f" along {paths.pop()}" if is_one else ""
        tables.append(table(f"{case} at every point of the sweep{along}, with the mitigations, {answers.unit}",
                            ["mean", "worst 5 % (CVaR 95)", "effectiveness", "probability of more than 10 % out", "HHI by vendor",
                             "HHI by state", "users out without the worst state"], rows, corner="value" if is_one else "point",
                            row_kind="" if is_one else "path"))
    return "".join(tables)


READING = ("Effectiveness is 1 less loss with / loss without the mitigations under test. CVaR 95 is the mean of the worst 5 % of "
           "replications. CI is the confidence interval. A bound (<, >) is one-sided, 95 %, for what was never, or always, seen. HHI "
           "is the Herfindahl-Hirschman index: 1 when one vendor, or state, has everything. k: thousand, M: million.")


def _comparison(answers: Answers) -> str:
    return section("comparison", "Comparison of the cases",
                   _loss_table(answers, "mitigated", "Lost with the mitigations"),
                   _loss_table(answers, "unmitigated", "Lost without the mitigations"),
                   _effectiveness_table(answers), _difference_table(answers), _happenings_table(answers),
                   _sweep_tables(answers), paragraph(READING, "note"))


# ---- pictures ----

def _figure(chart: Chart) -> str:
    link = download(chart.file, chart.numbers, "text/csv", f"The numbers behind this picture ({chart.file})")
    return (f'<figure id="{chart.name}">\n<h3 id="{chart.name}-title">{text(chart.title)}</h3>\n{chart.picture}\n'
            f"<figcaption>{paragraph(chart.legend, 'note')}"
            f'<details><summary>In words</summary><p id="{chart.name}-desc">{text(chart.description)}</p></details>'
            f"<p>{link}</p></figcaption></figure>\n")


def _pictures(painter: Painter, path: str | os.PathLike[str], result: xr.Dataset) -> str:
    charts: list[Chart | None] = [painter.curves("mitigated"), painter.curves("unmitigated"), painter.losses(),
                                  painter.exceedance("mitigated"), painter.differences(), painter.effectiveness(),
                                  painter.tornado()]
    if "attribution_lost_headline_user_hours" in result:
        charts += painter.attribution(ask_study("attribute", path))
    if "sensitivity_lost_headline_user_hours" in result:
        charts.append(painter.sensitivity(ask_study("sensitivity", path)))
    return section("pictures", "Pictures", *(_figure(chart) for chart in charts if chart is not None))


def _maps(painter: Painter) -> str:
    return section("map", "Map", *(_figure(chart) for chart in painter.maps()))


# ---- what was assumed ----

def _assumption_rows(figures: list[assumed.AssumedFigure]) -> list[tuple[str, str, str, str]]:
    return [(figure.path, figure.value, f"{figure.low} to {figure.high}" if figure.low else "", figure.source or "none given")
            for figure in figures]


def _ends_table(answers: Answers) -> str:
    """What each end does to the contrast."""
    if answers.claim is None:
        return ""
    found = [figure for figure in answers.every("effectiveness_difference", case=answers.claim["other_state"],
                                                against=answers.claim["same_state"]) if "assumption" in figure]
    if not found:
        return ""
    rows = [(figure["assumption"], [plain_cell(f"{figure['setting']:g}"), figure_cell({**figure, "note": None}, words.points),
                                    plain_cell(TURNS[figure["note"]], "text")]) for figure in found]
    return details(f"Each assumption at the ends of its range ({len(found)} runs)",
                   table("The claim's contrast with one assumption moved, points of effectiveness", ["moved to", "contrast", "effect"],
                         rows, corner="assumption", row_kind="path"), kind="listed")


def _assumed(result: xr.Dataset, answers: Answers) -> str:
    scenario_text = str(result["scenario"].values)
    try:
        figures = assumed.figures(assumed.read(scenario_text))
    except assumed.ScenarioText as problem:
        figures = []
        said = paragraph(f"The figures of the scenario cannot be listed: {problem}", "note")
    else:
        marked = [figure for figure in figures if figure.is_assumption]
        others = [figure for figure in figures if not figure.is_assumption]
        said = paragraph(f"{len(figures)} figures of the scenario, {len(marked)} of them assumptions with a range. "
                         "Paths are those of the scenario's keys.")
        if marked:
            said += source_table("Assumptions", _assumption_rows(marked))
        said += _ends_table(answers)
        groups: dict[str, list[assumed.AssumedFigure]] = {}
        for figure in others:
            groups.setdefault(figure.path.partition(".")[0], []).append(figure)
        for name, group in groups.items():
            said += details(f"{name}: {len(group)} {'figures' if len(group) > 1 else 'figure'}",
                            source_table(f"Figures of {name}", _assumption_rows(group)), kind="listed")
    said += details("The scenario's text", f'<pre tabindex="0"><code>{text(scenario_text)}</code></pre>')
    said += f"<p>{download('scenario.yaml', scenario_text, 'text/yaml', 'The scenario as a file (scenario.yaml)')}</p>\n"
    return section("assumed", "What was assumed", said)


# ---- how it was computed ----

def _command(result: xr.Dataset, answers: Answers) -> str:
    settings = assumed.settings_of(str(result["scenario"].values))
    parts = ["hedgerow", "run", "scenario.yaml", "--replications", str(result.sizes["replication"]), "--seed",
             str(answers.all["seed"])]
    for path, value in settings:
        parts += ["--set", f"{path}={value}"]
    if "assumption" not in result.sizes:
        parts.append("--no-assumption-checks")
    return " ".join(shlex.quote(part) for part in [*parts, "-o", "result.h5"])


def _computed(result: xr.Dataset, answers: Answers) -> str:
    answer = answers.all
    precision = answer["precision"]
    reached = "not asked for: the number of replications was fixed"
    if precision is not None:
        reached = (f"{precision['of']} within {words.percent(precision['relative_half_width'])} % of itself: "
                   f"{'reached' if precision['is_reached'] else 'not reached'}")
    rows = [("Program", f"hedgerow {answer['version']}"), ("Seed", str(answer["seed"])),
            ("Replications", f"{words.count(answer['replications'])} of each case, with and without the mitigations, on the same "
                             "random numbers")]
    if answer["replications_left_out"]:
        rows.append(("Left out", f"{words.count(answer['replications_left_out'])} that are not finished"))
    if answer["turn_replications"]:
        rows.append(("At ends of ranges", f"{words.count(answer['turn_replications'])} replications of each run"))
    rows += [("Precision", reached), ("Nodes", words.count(result.sizes["node"])),
             ("Scenario, SHA-256", str(result.attrs.get("scenario_sha256", "unknown"))),
             ("Places, SHA-256", str(result.attrs.get("places_sha256") or "none"))]
    return section("computed", "How it was computed", facts(rows),
                   paragraph("To compute it again, with the scenario's own file (what it extends and its places beside it):"),
                   f'<pre tabindex="0"><code>{text(_command(result, answers))}</code></pre>\n',
                   paragraph("The same scenario, seed and version give the same result byte for byte, for any number of threads. "
                             "Intervals are of 95 %; the project's analysis/README.md says how each is found, and models/MODEL.md "
                             "describes the model and its limits.", "note"))


# ---- structure ----

def _without_cell(answers: Answers, quantity: str, case: str, edges: str) -> str:
    figure = next(iter(answers.every(quantity, case=case, edges=edges)), None)
    name = figure.get("vendor") or figure.get("state") if figure else None
    cell = figure_cell(figure, words.percent, suffix=" %")
    return cell.replace("<small>exact</small>", f"<small>without {text(name)}</small>") if name else cell


def _structure(result: xr.Dataset, answers: Answers) -> str:
    kinds = [("worst_vendor_share", "worst vendor"), ("worst_state_share", "worst state")]
    if answers.every("headline_share_state"):
        kinds.append(("headline_share_state", "the claim's state"))
    parts = []
    if answers.every("worst_vendor_share"):
        head = [f"{name}, {edges}" for _, name in kinds for edges in ("primary links", "with backup links")]
        rows = [(case, [_without_cell(answers, quantity, case, edges) for quantity, _ in kinds
                        for edges in ("primary", "with_backup")]) for case in answers.cases]
        parts.append(table("Headline users who keep service with everything of one vendor, or one state, out at once; exact", head,
                           rows))
    if "nodes_by_vendor" in result:
        nodes = result.nodes_by_vendor.sum("role")
        vendors = [str(name) for name in result.vendor.values]
        rows = [(vendor, [plain_cell(words.count(float(nodes.sel(case=case, vendor=vendor)))) for case in answers.cases])
                for vendor in vendors]
        parts.append(table("Nodes by vendor", answers.cases, rows, corner="vendor"))
    parts.append(paragraph("No random number enters here. A mean can reward concentration; these say what one vendor, or one state, "
                           "can take away at once.", "note"))
    return section("structure", "Structure", *parts)


# ---- whole ----

PARTS = (("answer", "Answer"), ("comparison", "Comparison"), ("pictures", "Pictures"), ("map", "Map"),
         ("assumed", "Assumptions"), ("computed", "Computation"), ("structure", "Structure"))


def _head(title: str) -> str:
    digest = base64.b64encode(hashlib.sha256(STYLE.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    return (f'<head>\n<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f'<title>{text(title)}</title>\n<link rel="icon" href="data:,">\n<style>{STYLE}</style>\n</head>\n')


def render(path: str | os.PathLike[str]) -> str:
    """The page of a result file.

    ResultError, ProgramError: the file is no result, or the program cannot read it.
    """
    result = hedgerow.open(path)
    answers = ask(path)
    painter = Painter(result, answers)
    title = str(answers.all["title"] or "Untitled scenario")
    question = str(answers.all["question"] or "")
    links = "".join(f'<li><a href="#{name}">{text(label)}</a></li>' for name, label in PARTS)
    replications = words.count(answers.all["replications"])
    footer = paragraph(f"Written by hedgerow {answers.all['version']} from one result file. This page needs no network.")
    return (f'<!DOCTYPE html>\n<html lang="en">\n{_head(title)}<body>\n'
            '<a class="skip" href="#main">Skip to the answer</a>\n'
            f'<header>\n<p class="kicker">Hedgerow report, {replications} replications</p>\n<h1>{text(title)}</h1>\n'
            f'{paragraph(" ".join(question.split()), "question") if question else ""}\n</header>\n'
            f'<nav aria-label="Parts of this page"><ul>{links}</ul></nav>\n'
            f'<main id="main" tabindex="-1">\n{_answer(answers)}{_comparison(answers)}{_pictures(painter, path, result)}'
            f"{_maps(painter)}{_assumed(result, answers)}{_computed(result, answers)}{_structure(result, answers)}</main>\n"
            f"<footer>{footer}</footer>\n</body>\n</html>\n")

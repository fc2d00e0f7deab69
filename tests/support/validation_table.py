"""The tables of tests/VALIDATION.md, from what validation programs print (tests/support/figures.h, coverage.h).

`section`, `figure` and `coverage` lines are cells between bars. Everything in them follows from fixed seeds, so the
committed tables are compared letter by letter. A figure's source cites papers by "Author year"; the list of them is
tests/validation/references.txt, a line each: "Author year: the paper in full".
"""
import os
import pathlib
import re

REFERENCES = pathlib.Path(__file__).resolve().parent.parent / "validation" / "references.txt"

FIGURE_HEAD = ("what", "measured", "s.e.", "known", "deviation", "source")
COVERAGE_HEAD = ("interval of", "samples", "n", "nominal %", "covered %", "s.e.", "too high / too low %", "unknown %", "floor %")
REFERENCE_HEAD = ("cited as", "reference")
MARKS = ("<!-- figures: printed by .ci/print-validation -->", "<!-- references: tests/validation/references.txt -->",
         "<!-- coverage: printed by .ci/print-validation -->")
END = "<!-- end of the table -->"
YEAR = r"(?:1[6-9]|20)\d\d\b"
CITATION = re.compile(r"[A-Z][\w'-]*(?:(?:, | and )[A-Z][\w'-]*)* " + YEAR)  # "Newman and Ziff 2000"


def is_whole():
    """Whether programs ran at their full number of replications, on which figures depend."""
    try:
        return float(os.environ.get("HR_TEST_SCALE", "1")) >= 1
    except ValueError:
        return True


def gather(texts):
    """Sections [(title, rows)] and coverage rows, from the programs' outputs in order."""
    sections, coverage = [], []
    for text in texts:
        title_known = False
        for line in text.splitlines():
            cells = [cell.strip() for cell in line.split(" | ")]
            if cells[0] == "section":
                sections.append((" | ".join(cells[1:]), []))
                title_known = True
            elif cells[0] == "figure" and len(cells) == len(FIGURE_HEAD) + 1:
                if not title_known:
                    sections.append(("Others", []))
                    title_known = True
                sections[-1][1].append(cells[1:])
            elif cells[0] == "coverage" and len(cells) == len(COVERAGE_HEAD) + 1:
                coverage.append(cells[1:])
    return merged(sections), coverage


def merged(sections):
    """Sections of one title as one, where the title stood first."""
    rows = {}
    for title, section in sections:
        rows.setdefault(title, []).extend(section)
    return [(title, section) for title, section in rows.items() if section]


def references():
    """Rows (cited as, in full), by name."""
    return sorted(line.split(": ", 1) for line in REFERENCES.read_text(encoding="utf-8").splitlines())


def citation_faults(sections, listed):
    """How the sources of figures and the listed references disagree: every source cited is to be listed once, and every
    one listed is to be cited."""
    names = [name for name, _ in listed]
    sources = {row[-1] for _, rows in sections for row in rows}
    cited = {name for source in sources for name in CITATION.findall(source)}
    return ([f"  no author before a year: {source}" for source in sorted(sources)
             if len(CITATION.findall(source)) != len(re.findall(r"\b" + YEAR, source))]
            + [f"  cited and not listed: {name}" for name in sorted(cited.difference(names))]
            + [f"  listed and not cited: {name}" for name in sorted(set(names) - cited)]
            + [f"  listed more than once: {name}" for name in sorted(set(names)) if names.count(name) > 1])


def aligned(head, rows):
    widths = [max(len(row[i]) for row in [head, *rows]) for i in range(len(head))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths)).rstrip() for row in [head, *rows]]


def text_table(sections, coverage):
    lines = aligned(FIGURE_HEAD, [row for _, rows in sections for row in rows])
    out, place = [lines[0]], 1
    for title, rows in sections:
        out += ["", title, *lines[place:place + len(rows)]]
        place += len(rows)
    if coverage:
        out += ["", "Coverage of confidence intervals", *aligned(COVERAGE_HEAD, coverage)]
    return "\n".join(out)


def markdown(head, rows):
    rule = "| " + " | ".join("---" for _ in head) + " |"
    return ["| " + " | ".join(head) + " |", rule, *("| " + " | ".join(row) + " |" for row in rows)]


def figures_markdown(sections):
    lines = []
    for title, rows in sections:
        lines += ["", f"### {title}", "", *markdown(FIGURE_HEAD, rows)]
    return "\n".join([*lines, "", ""])


def table_markdown(head, rows):
    return "\n".join(["", *markdown(head, rows), "", ""])


def filled(page, sections, coverage):
    """The page with fresh tables between its marks."""
    tables = (figures_markdown(sections), table_markdown(REFERENCE_HEAD, references()),
              table_markdown(COVERAGE_HEAD, coverage))
    for mark, table in zip(MARKS, tables):
        pattern = re.compile(re.escape(mark) + r"\n.*?" + re.escape(END), re.DOTALL)
        page, count = pattern.subn(lambda match, mark=mark, table=table: f"{mark}\n{table}{END}", page)
        if count != 1:
            raise ValueError(f"one '{mark}' with its end is wanted, {count} found")
    return page


def differences(page, sections, coverage):
    """Lines of the page that programs no longer print (-), and printed ones that it lacks (+)."""
    fresh = filled(page, sections, coverage).splitlines()
    old = page.splitlines()
    lost = sorted(set(old) - set(fresh), key=old.index)
    new = sorted(set(fresh) - set(old), key=fresh.index)
    if not lost and not new and fresh != old:
        return ["  the same rows in another order or number"]
    return [f"- {line}" for line in lost] + [f"+ {line}" for line in new]

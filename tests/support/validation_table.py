"""The tables of tests/VALIDATION.md, from what validation programs print (tests/support/figures.h, coverage.h).

`section`, `figure` and `coverage` lines are cells between bars. Everything in them follows from fixed seeds, so the
committed tables are compared letter by letter.
"""
import os
import re

FIGURE_HEAD = ("what", "measured", "s.e.", "known", "deviation", "source")
COVERAGE_HEAD = ("interval of", "samples", "n", "nominal %", "covered %", "s.e.", "too high / too low %", "unknown %", "floor %")
MARKS = ("<!-- figures: printed by .ci/print-validation -->", "<!-- coverage: printed by .ci/print-validation -->")
END = "<!-- end of the table -->"


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


def coverage_markdown(coverage):
    return "\n".join(["", *markdown(COVERAGE_HEAD, coverage), "", ""])


def filled(page, sections, coverage):
    """The page with fresh tables between its marks."""
    for mark, table in zip(MARKS, (figures_markdown(sections), coverage_markdown(coverage))):
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

"""Writes the page: python3 -m hedgerow.report RESULT OUTPUT. `hedgerow report` runs this; $HEDGEROW names the program.

Exit status: 0 written, 1 failed, 2 the file is no result, 3 a Python module is missing.
"""
from __future__ import annotations

import sys

DONE, FAILED, BAD_INPUT, NO_MODULE = 0, 1, 2, 3


def main(arguments: list[str]) -> int:
    """The command line."""
    if len(arguments) != 2:
        print("usage: python3 -m hedgerow.report RESULT OUTPUT", file=sys.stderr)
        return BAD_INPUT
    result, output = arguments
    try:
        from hedgerow.dataset import ResultError
        from hedgerow.program import ProgramError

        from .page import render
    except ImportError as error:
        print(f"{error}", file=sys.stderr)
        return NO_MODULE
    try:
        page = render(result)
    except (ResultError, ProgramError) as error:
        print(f"{error}", file=sys.stderr)
        return BAD_INPUT
    try:
        with open(output, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(page)
    except OSError as error:
        print(f"{output}: {error.strerror}", file=sys.stderr)
        return FAILED
    return DONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""A result as one page: the question, the answer, tables, pictures, a map, what was assumed, how it was computed.

The page is one HTML file that needs no network and runs no script. Its numbers are those of `hedgerow compare`,
`attribute` and `sensitivity`, asked of the program itself; only curves over time, exceedance curves and maps are drawn
from the result file.
"""
from .page import render

__all__ = ["render"]

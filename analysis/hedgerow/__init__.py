"""Hedgerow's results in Python: named arrays with units, and the standard pictures.

>>> import hedgerow
>>> result = hedgerow.open(RESULT)
>>> result.lost_headline_user_hours.dims
('replication', 'case', 'arm')
>>> result.lost_headline_user_hours.attrs["units"]
'h'
>>> axes = hedgerow.plots.restoration_curves(result)
>>> axes.get_ylabel()
'headline users out, with mitigations (%)'

The numbers of record are those of the program (`hedgerow compare`); what is computed here is what a picture needs.
"""
from . import maps, plots, program, statistics
from .dataset import ResultError, network_table, open  # pylint: disable=redefined-builtin

__all__ = ["ResultError", "maps", "network_table", "open", "plots", "program", "statistics"]
__version__ = "0.1.0"

"""Opening result files (analysis/README.md lists what is in them)."""
from __future__ import annotations

import os
import pathlib
from typing import Any

import h5py
import pandas as pd
import xarray as xr

SCHEMA = 1  # the newest that this package reads
NODE_COORDINATES = ("node_latitude", "node_longitude", "node_users", "node_role", "node_operator", "node_region",
                    "node_sensitive")
NO_VENDOR = 255


class ResultError(ValueError):
    """A file is not a result, or not one that this package can read; the message says which and why."""


def _schema_of(path: pathlib.Path) -> int:
    """Schema number of a result file; ResultError for anything else."""
    if not path.exists():
        raise ResultError(f"{path}: no such file")
    if path.is_dir():
        raise ResultError(f"{path}: a folder, not a result file")
    try:
        with h5py.File(path, "r") as file:
            schema = file.attrs.get("schema")
            has_loss = "lost_headline_user_hours" in file
    except OSError as error:
        raise ResultError(f"{path}: not a whole HDF5 file ({error})") from error
    if schema is None or not has_loss:
        raise ResultError(f"{path}: HDF5, but not a result of `hedgerow run`")
    text = schema.decode() if isinstance(schema, bytes) else str(schema)
    if not text.isdigit():
        raise ResultError(f"{path}: its schema is {text!r}, not a whole number")
    return int(text)


def open(path: str | os.PathLike[str]) -> xr.Dataset:  # pylint: disable=redefined-builtin
    """Opens a result file; values are read when they are used.

    Every variable has named dimensions and, where it is a quantity, the attribute `units` (`h`, `1`, `degrees_north`,
    ...). What is said of nodes becomes coordinates of `node`. Replications that are not finished are NaN.

    >>> result = open(RESULT)
    >>> list(result.arm.values)
    ['mitigated', 'unmitigated']
    >>> result.served_users.dims
    ('replication', 'case', 'arm', 'service', 'time')
    >>> "node_latitude" in result.coords
    True
    >>> open(__file__)  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    hedgerow.dataset.ResultError: ...: not a whole HDF5 file (...)
    """
    file = pathlib.Path(path)
    schema = _schema_of(file)
    if schema > SCHEMA:
        raise ResultError(f"{file}: schema {schema} is newer than this package, which reads up to {SCHEMA}")
    result = xr.open_dataset(file, engine="h5netcdf")
    result = result.set_coords([name for name in NODE_COORDINATES if name in result])
    done = int(result.attrs.get("replications_done", result.sizes["replication"]))
    if done < result.sizes["replication"]:
        is_done = result.replication < done
        result = result.assign({name: variable.where(is_done) for name, variable in result.data_vars.items()
                                if "replication" in variable.dims})
    return result


def finished(result: xr.Dataset, dimension: str = "replication") -> xr.Dataset:
    """The replications in which every case and arm is finished.

    >>> finished(open(RESULT)).sizes["replication"] == open(RESULT).sizes["replication"]
    True
    """
    name = "lost_headline_user_hours" if dimension == "replication" else \
        dimension.replace("_replication", "_lost_headline_user_hours")
    others = [d for d in result[name].dims if d != dimension]
    keep = result[name].notnull().all(others)
    return result if bool(keep.all()) else result.isel({dimension: keep.values})


def headline_services(result: xr.Dataset) -> list[str]:
    """Services whose users are the headline users.

    >>> headline_services(open(RESULT))
    ['mobile_data', 'fixed_broadband']
    """
    flags = result.service_is_headline.values
    return [str(name) for name, flag in zip(result.service.values, flags) if flag]


def network_table(result: xr.Dataset, case: str | None = None) -> pd.DataFrame:
    """One row a node: latitude and longitude (degrees), users (persons), role, operator, region, and the case's vendor.

    The vendor is empty where nobody's equipment stands. Without a case: the baseline.

    >>> table = network_table(open(RESULT))
    >>> list(table.columns)
    ['latitude', 'longitude', 'users', 'role', 'operator', 'region', 'sensitive', 'vendor']
    """
    case = case_or_baseline(result, case)
    names = {column: result[column].values.astype(str) for column in ("role", "operator", "vendor")}
    vendor = result.node_vendor.sel(case=case).values.astype(int)
    columns: dict[str, Any] = {
        "latitude": result.node_latitude.values,
        "longitude": result.node_longitude.values,
        "users": result.node_users.values,
        "role": names["role"][result.node_role.values],
        "operator": names["operator"][result.node_operator.values],
        "region": result.node_region.values,
        "sensitive": result.node_sensitive.values.astype(bool),
        "vendor": [names["vendor"][v] if v != NO_VENDOR else "" for v in vendor],
    }
    return pd.DataFrame(columns)


def case_or_baseline(result: xr.Dataset, case: str | None) -> str:
    """A case of the file, the baseline where none is named; ResultError names one that is not there.

    >>> case_or_baseline(open(RESULT), None)
    'one'
    """
    known = [str(name) for name in result.case.values]
    if case is not None and case not in known:
        raise ResultError(f"no case {case!r}; there are: {', '.join(known)}")
    return case or baseline(result)


def baseline(result: xr.Dataset) -> str:
    """The case that others are compared with.

    >>> baseline(open(RESULT))
    'one'
    """
    return str(result.attrs.get("baseline_case") or result.case.values[0])

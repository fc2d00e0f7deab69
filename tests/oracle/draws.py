"""Random draws by their key, from the shared library of draws.c; and Philox 4x32-10 once more, to check it.

A draw is a function of (seed, replication, purpose, entity, index). Purposes and what their entities and indices
are: models/purposes.h, which is read here so that no number is written twice.
"""
import ctypes
import os
import pathlib
import re

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
FAMILIES = ("constant", "exponential", "lognormal", "uniform", "weibull", "gamma", "triangular")
PARAMETERS = {"exponential": ("mean",), "lognormal": ("median", "p90"), "weibull": ("scale", "shape"),
              "gamma": ("mean", "shape")}


def read_purposes():
    text = (SOURCE / "models" / "purposes.h").read_text(encoding="utf-8")
    return {name: int(number) for name, number in re.findall(r"HR_PURPOSE_(\w+) = (\d+)", text)}


PURPOSES = read_purposes()
_library = None


def library():
    global _library
    if _library is None:
        _library = ctypes.CDLL(os.environ["HR_ORACLE_DRAWS"])
        _library.oracle_pair.argtypes = [ctypes.c_uint64] + [ctypes.c_uint32] * 4 + [ctypes.c_double * 2]
        _library.oracle_time.argtypes = [ctypes.c_uint32] + [ctypes.c_double] * 4
        _library.oracle_time.restype = ctypes.c_double
        _library.oracle_normal.argtypes = [ctypes.c_double]
        _library.oracle_normal.restype = ctypes.c_double
    return _library


class Draws:
    """What one replication draws from."""

    def __init__(self, seed, replication):
        self.seed, self.replication = seed, replication

    def pair(self, purpose, entity=0, index=0, threat=None):
        """Two independent uniforms of one key. Draws of a threat are keyed by its number in the scenario, too."""
        number = PURPOSES[purpose] + (PURPOSES["THREAT_BLOCK"] * threat if threat is not None else 0)
        both = (ctypes.c_double * 2)()
        library().oracle_pair(self.seed, self.replication, number, entity, index, both)
        return both[0], both[1]

    def uniform(self, purpose, entity=0, index=0, threat=None):
        return self.pair(purpose, entity, index, threat)[0]

    def hours(self, time, purpose, entity=0, index=0, threat=None):
        return quantile(time, self.uniform(purpose, entity, index, threat))


def quantile(time, uniform):
    """A time of a scenario (a number, or a mapping with one family) at a uniform."""
    if isinstance(time, (int, float)):
        return float(time)
    (family, values), = time.items()
    if isinstance(values, dict):
        values = [values[name] for name in PARAMETERS[family]]
    elif not isinstance(values, list):
        values = [values]
    values = [float(value) for value in values] + [0.0] * (3 - len(values))
    return library().oracle_time(FAMILIES.index(family), *values, uniform)


def normal_quantile(uniform):
    return library().oracle_normal(uniform)


# ---- Philox 4x32-10 from its paper (Salmon, Moraes, Dror, Shaw, SC'11, 2011) ----

def philox(counter, key):
    """Ten rounds: four words of counter, two of key, four of output."""
    x0, x1, x2, x3 = counter
    k0, k1 = key
    for _ in range(10):
        first, second = 0xD2511F53 * x0, 0xCD9E8D57 * x2
        x0, x1, x2, x3 = (second >> 32) ^ x1 ^ k0, second & 0xFFFFFFFF, (first >> 32) ^ x3 ^ k1, first & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return x0, x1, x2, x3


def philox_pair(seed, replication, purpose, entity, index):
    """What Draws.pair is to return."""
    words = philox((index, entity, purpose, replication), (seed & 0xFFFFFFFF, seed >> 32))
    return tuple((((high << 32 | low) >> 12) + 0.5) * 2.0 ** -52 for high, low in (words[:2], words[2:]))

"""Records as bytes, for the cache: written quickly, and read without ever running what the bytes say.

Owns: which types can be kept.  Does not own: what is kept (``memory``), who may have written the bytes
(``project.cache``).

The bytes are a pickle of records of this program alone.  Reading one makes these records and a few harmless values,
whatever the bytes ask for: any other name in them is an error.  This is the second lock; the first is the signature.
"""

from __future__ import annotations

import dataclasses
import io
import pickle
import sys
from collections.abc import Callable
from enum import Enum
from operator import attrgetter
from typing import Any

from builder.model.diagnostics import Rule
from builder.rules import find

_HARMLESS = {("builtins", "frozenset"), ("builtins", "set"), ("datetime", "date"), ("datetime", "datetime")}

_ROOMS = ("builder.model.", "builder.read.", "builder.media.", "builder.memory")  # of the records that are kept


def freeze(value: object) -> bytes | None:
    """Return the bytes of ``value``, or None if it holds what cannot be kept."""
    buffer = io.BytesIO()
    try:
        _Pickler(buffer, pickle.HIGHEST_PROTOCOL).dump(value)
    except (pickle.PicklingError, TypeError, AttributeError, RecursionError):
        return None
    return buffer.getvalue()


def thaw(data: bytes) -> object:
    """Return the value that ``freeze`` made ``data`` of; None for bytes that are none of its."""
    try:
        return _Unpickler(io.BytesIO(data)).load()
    except Exception:  # damaged bytes can make a pickle fail in any way
        return None


def _rule(code: str) -> Rule:
    rule = find(code)
    if rule is None:
        raise pickle.UnpicklingError(code)
    return rule


def _reduced_rule(rule: Rule) -> tuple[Callable[[str], Rule], tuple[str]]:
    return _rule, (rule.code,)


class _Reducers(dict[type, Callable[[Any], Any]]):
    """How each type is written: a record by the values of its fields, which is quicker than pickle's own way."""

    def __missing__(self, kind: type) -> Callable[[Any], Any]:
        if not dataclasses.is_dataclass(kind):
            raise KeyError(kind)
        names = [field.name for field in dataclasses.fields(kind)]
        values = attrgetter(*names)
        one = len(names) == 1

        def reduce(record: Any) -> tuple[type, Any]:
            return kind, (values(record),) if one else values(record)

        self[kind] = reduce
        return reduce


class _Pickler(pickle.Pickler):
    dispatch_table = _Reducers({Rule: _reduced_rule})


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == (__name__, _rule.__name__):
            return _rule
        if (module, name) in _HARMLESS:
            return getattr(sys.modules[module], name)
        if module.startswith(_ROOMS) and module in sys.modules:
            found = getattr(sys.modules[module], name, None)
            if isinstance(found, type) and (dataclasses.is_dataclass(found) or issubclass(found, Enum)):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")

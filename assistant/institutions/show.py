"""An institution in JSON's own types, for `profile show` and for scripts."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import TypeAlias

from assistant.model.institution import Institution

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def shown(institution: Institution) -> Mapping[str, Json]:
    """Return everything the profile says, under the model's names.

    Absent facts are null, an unknown outgoing server is null as well: `smtp` of a
    platform is never an empty list.
    """
    return {
        field.name: _plain(getattr(institution, field.name))
        for field in fields(institution)
    }


def _plain(value: object) -> Json:
    match value:
        case None | bool() | int() | float():
            return value
        case str():
            return str(value)  # an enum's word, without the enum
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
    assert is_dataclass(value), "the model holds nothing else"
    return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}

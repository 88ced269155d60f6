"""Pydantic's errors, told as findings."""

import difflib
import json
import re
import typing
from collections.abc import Iterable, Mapping
from datetime import date

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from assistant.institutions.document import Document
from assistant.institutions.finding import Finding, KeyPath
from assistant.institutions.schema import TAG, Profile
from assistant.text import _

_LONGEST_WORD = 60  # difflib takes seconds over a word of a megabyte
_NEAR = 0.5  # so that `nom` is near to `name`
_FEW = 3  # words that are better all listed than one guessed


def findings(document: Document, error: ValidationError) -> tuple[Finding, ...]:
    """Return one finding for each of pydantic's errors."""
    return tuple(
        document.finding(key, _message(key, detail))
        for detail in error.errors(include_url=False)
        for key in [_key(detail["loc"])]
    )


def _key(place: Iterable[str | int]) -> KeyPath:
    return tuple(part for part in place if not str(part).startswith(TAG))


def _message(key: KeyPath, detail: ErrorDetails) -> str:
    match detail["type"]:
        case "extra_forbidden":
            return _unknown_key(key)
        case "enum" | "literal_error":
            return _unknown_word(str(detail["input"]), _expected(detail))
        case "value_error":
            return str(detail["ctx"]["error"])
        case kind:
            return _pattern(kind).format(example=_example(key))


def _pattern(kind: str) -> str:
    match kind:
        case "missing":
            return _("Missing; write: {example}")
        case "too_short":
            return _("Empty; write at least one.")
        case "greater_than_equal" | "less_than_equal":
            return _("A port is a number from 1 to 65535.")
        case _:
            return _("Of the wrong kind; write: {example}")


def _expected(detail: ErrorDetails) -> list[str]:
    # Pydantic keeps the words of an enum only as a phrase: 'tls' or 'starttls'.
    return re.findall(r"'([^']*)'", detail["ctx"]["expected"])


def _unknown_word(value: str, known: list[str]) -> str:
    value = value[:_LONGEST_WORD]
    near = difflib.get_close_matches(value.lower(), known, n=1, cutoff=_NEAR)
    if near and len(known) > _FEW:
        return _("“{value}” is not known; did you mean “{near}”?").format(
            value=value, near=near[0]
        )
    message = _("“{value}” is not known; write one of: {known}.")
    return message.format(value=value, known=", ".join(known))


def _unknown_key(key: KeyPath) -> str:
    name, known = str(key[-1])[:_LONGEST_WORD], list(_fields(key[:-1]))
    if near := difflib.get_close_matches(name.lower(), known, n=1, cutoff=_NEAR):
        return _("Unknown key; did you mean “{near}”?").format(near=near[0])
    return _("Unknown key; known here: {known}.").format(known=", ".join(known))


def _example(key: KeyPath) -> str:
    """Return a line of TOML that would be right there."""
    while key and isinstance(key[-1], int):  # an item: its list's example is meant
        key = key[:-1]
    header = ".".join(part for part in key if isinstance(part, str))
    field = _fields(key[:-1]).get(str(key[-1])) if key else None
    if field is not None and field.examples:
        return f"{key[-1]} = {_toml(field.examples[0])}"
    is_list = field is not None and typing.get_origin(field.annotation) is list
    return f"[[{header}]]" if is_list else f"[{header}]"


def _toml(value: object) -> str:
    # JSON's text, numbers and lists are TOML's; only a date is written otherwise.
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def _fields(table: KeyPath) -> Mapping[str, FieldInfo]:
    """Return the keys that table may have, of all its kinds together."""
    kinds: list[type[BaseModel]] = [Profile]
    for name in table:
        if isinstance(name, str):
            kinds = [
                inner
                for kind in kinds
                if name in kind.model_fields
                for inner in _tables(kind.model_fields[name].annotation)
            ]
    return {name: field for kind in kinds for name, field in kind.model_fields.items()}


def _tables(annotation: object) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in typing.get_args(annotation):
        yield from _tables(inner)

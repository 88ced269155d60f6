"""The JSON Schema that editors get says what the reader does."""

import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assistant import assets
from assistant.institutions import json_schema

SCHEMA: dict[str, Any] = dict(json_schema())  # Any: a JSON document
KINDS: dict[str, type | tuple[type, ...]] = {
    "string": (str, date),
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
# What this small check knows; a schema that says more must not pass unseen.
UNDERSTOOD = {
    *("$ref", "$defs", "$schema", "title", "description", "default", "examples"),
    *("type", "properties", "required", "additionalProperties", "items", "minItems"),
    *("anyOf", "oneOf", "enum", "const", "pattern", "format", "minimum", "maximum"),
}


def faults(value: object, schema: dict[str, Any], place: str = "") -> Iterator[str]:
    """Yield where the value is not what the schema says (draft 2020-12, a part)."""
    assert set(schema) <= UNDERSTOOD, set(schema) - UNDERSTOOD
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        yield from faults(value, SCHEMA["$defs"][name], place)
    branches = schema.get("anyOf", []) + schema.get("oneOf", [])
    if branches and all(list(faults(value, branch)) for branch in branches):
        yield f"{place}: none of {len(branches)}"
    if "type" in schema and not isinstance(value, KINDS[schema["type"]]):
        yield f"{place}: not {schema['type']}"
        return
    yield from _word_faults(value, schema, place)
    match value:
        case dict():
            yield from _table_faults(value, schema, place)
        case list():
            if len(value) < schema.get("minItems", 0):
                yield f"{place}: too short"
            for index, item in enumerate(value):
                yield from faults(item, schema.get("items", {}), f"{place}[{index}]")


def _word_faults(value: object, schema: dict[str, Any], place: str) -> Iterator[str]:
    if value not in schema.get("enum", [value]):
        yield f"{place}: not in the list"
    if value != schema.get("const", value):
        yield f"{place}: not the word"
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{place}: not the pattern"
    if isinstance(value, int) and not (
        schema.get("minimum", value) <= value <= schema.get("maximum", value)
    ):
        yield f"{place}: out of range"


def _table_faults(
    value: dict[str, object], schema: dict[str, Any], place: str
) -> Iterator[str]:
    properties = schema.get("properties", {})
    if schema.get("additionalProperties") is False:
        yield from (f"{place}.{key}: unknown" for key in value.keys() - properties)
    yield from (
        f"{place}.{key}: missing"
        for key in schema.get("required", [])
        if key not in value
    )
    for key in value.keys() & properties.keys():
        yield from faults(value[key], properties[key], f"{place}.{key}")


@pytest.mark.parametrize(
    "path", sorted(assets.profiles_folder().glob("*.toml")), ids=lambda path: path.stem
)
def test_the_schema_accepts_every_bundled_file(path: Path) -> None:
    assert list(faults(tomllib.loads(path.read_text("utf-8")), SCHEMA)) == []


TEMPLATE = (assets.profiles_folder() / "_template.toml").read_text("utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("port = 993", "prot = 993"),
        ("port = 993", "port = 99300"),
        ("port = 993", 'port = "993"'),
        ('security = "tls"', 'security = "ssl"'),
        ('url = "https://webmail', 'url = "http://webmail'),
        ('phones = ["01 99 00 00 00"]', 'phones = ["0199000000"]'),
        ('domains = ["example.org"]', 'domains = "example.org"'),
        ('short_name = "Exemple"', ""),
        ('minimum_tls = "1.2"', 'minimum_tls = "1.1"'),
    ],
)
def test_the_schema_refuses_what_the_reader_refuses(old: str, new: str) -> None:
    assert old in TEMPLATE

    spoilt = tomllib.loads(TEMPLATE.replace(old, new, 1))

    assert list(faults(spoilt, SCHEMA))


def test_the_template_shows_every_key() -> None:
    commented = re.findall(r"^# ?(\w+) = ", TEMPLATE, re.MULTILINE)
    written = re.findall(r"^(\w+) = ", TEMPLATE, re.MULTILINE)
    tables = re.findall(r"^\[+(?:\w+\.)*(\w+)\]", TEMPLATE, re.MULTILINE)
    known = {
        key
        for table in (SCHEMA, *SCHEMA["$defs"].values())
        for key in table.get("properties", {})
    }

    assert known == {*commented, *written, *tables}


def test_every_simple_key_comes_with_an_example_or_a_default() -> None:
    bare = [
        f"{name}.{key}"
        for name, table in SCHEMA["$defs"].items()
        for key, field in table.get("properties", {}).items()
        if "type" in field and "examples" not in field and "default" not in field
        if field["type"] not in {"array", "object"}
    ]

    assert not bare

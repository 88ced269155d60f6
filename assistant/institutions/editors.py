"""The form of a profile file, told to editors."""

from collections.abc import Mapping

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> Mapping[str, object]:
    """Return the JSON Schema of a profile file.

    It knows keys, kinds of values and words; what compares two places of a file
    or two files is known to `lint` alone.
    """
    from assistant.institutions.schema import Profile  # noqa: PLC0415  # heavy

    return {"$schema": _DIALECT, **Profile.model_json_schema()}

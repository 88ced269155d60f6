"""A password that does not show itself."""

import hmac
import re
from typing import NoReturn

from assistant.model.hygiene import TextFlaw, flaws

# A NUMEN: two digits, a letter, seven digits, three letters. Many académies make
# it the first password of an account.
_NUMEN = re.compile(r"\d{2}[A-Z]\d{7}[A-Z]{3}", re.IGNORECASE)


class Secret:
    """Text that is never printed, pickled, hashed or compared in the clear.

    Only `net`, `vault` and the one place in a client writer that stores it may
    call `reveal` (`tests/test_architecture.py` holds them to it).
    """

    __slots__ = ("_text",)
    __hash__ = None  # type: ignore[assignment]  # a hash would fingerprint the secret

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """Return the text itself."""
        return self._text

    def flaws(self) -> frozenset[TextFlaw]:
        """Return what was probably pasted by mistake, without showing the text."""
        return flaws(self._text)

    def looks_like_numen(self) -> bool:
        """Whether the text has the shape of a NUMEN, a person's staff number."""
        return _NUMEN.fullmatch(self._text.strip()) is not None

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._text.encode(), other._text.encode())

    def __repr__(self) -> str:
        return "Secret(••••)"

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret does not pickle")


class SecretBytes:
    """File content that holds encrypted secrets: written, never shown."""

    __slots__ = ("_data",)
    __hash__ = None  # type: ignore[assignment]  # a hash would fingerprint the secret

    def __init__(self, data: bytes) -> None:
        self._data = data

    def reveal(self) -> bytes:
        """Return the bytes themselves."""
        return self._data

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SecretBytes):
            return NotImplemented
        return hmac.compare_digest(self._data, other._data)

    def __repr__(self) -> str:
        return "SecretBytes(••••)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("SecretBytes do not pickle")

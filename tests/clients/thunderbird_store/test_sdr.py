import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clients.thunderbird import sdr
from assistant.clients.thunderbird.sdr import KEY_ID, CipherError, CipherKind, SdrKey

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
KINDS = st.sampled_from(CipherKind)


def key_of(kind: CipherKind, seed: int = 1, key_id: bytes = KEY_ID) -> SdrKey:
    return SdrKey(kind, key_id, bytes(range(seed, seed + kind.key_size)))


@given(TEXT, KINDS)
def test_what_is_enciphered_is_deciphered(text: str, kind: CipherKind) -> None:
    key = key_of(kind)

    assert sdr.decrypt(sdr.encrypt(text, key), [key]) == text


@given(st.text(max_size=200))
def test_any_text_that_is_no_ciphertext_is_nothing(text: str) -> None:
    assert sdr.decrypt(text, map(key_of, CipherKind)) is None


@given(KINDS, st.data())
def test_a_damaged_ciphertext_never_raises(
    kind: CipherKind, data: st.DataObject
) -> None:
    whole = bytearray(base64.b64decode(sdr.encrypt("Zoë", key_of(kind))))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))

    found = sdr.decrypt(base64.b64encode(bytes(whole)).decode(), [key_of(kind)])

    assert found != "Zoë"


def test_the_same_text_never_looks_the_same_twice() -> None:
    key = key_of(CipherKind.AES_256)

    assert sdr.encrypt("x", key) != sdr.encrypt("x", key)


def test_a_ciphertext_names_the_key_that_opens_it() -> None:
    aes, triple = key_of(CipherKind.AES_256), key_of(CipherKind.TRIPLE_DES)
    other = key_of(CipherKind.AES_256, key_id=b"another")

    sealed = sdr.encrypt("x", aes)

    assert sdr.decrypt(sealed, [other, triple, aes]) == "x"
    assert sdr.decrypt(sealed, [other, triple]) is None


def test_the_wrong_key_opens_nothing() -> None:
    sealed = sdr.encrypt("x" * 15, key_of(CipherKind.AES_256))

    assert sdr.decrypt(sealed, [key_of(CipherKind.AES_256, seed=2)]) != "x" * 15


@pytest.mark.parametrize(("iv", "sealed"), [(15, 16), (16, 15), (16, 0)])
def test_parts_of_blocks_are_refused(iv: int, sealed: int) -> None:
    key = key_of(CipherKind.AES_256)

    with pytest.raises(CipherError):
        sdr.unseal(key.kind, key.value, bytes(iv), bytes(sealed))


def test_a_key_does_not_show_itself() -> None:
    key = SdrKey(CipherKind.AES_256, KEY_ID, b"canary" + bytes(26))

    assert "canary" not in repr(key)
    assert key.value.hex() not in repr(key)

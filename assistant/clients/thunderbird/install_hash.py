"""The name Thunderbird gives to one of its installations in `profiles.ini`."""

from pathlib import PurePath
from typing import Final

_MASK: Final = (1 << 64) - 1
_K0: Final = 0xC3A5C85C97CB3127
_K1: Final = 0xB492B66FBE98F273
_K2: Final = 0x9AE16A3B2F90404F
_K3: Final = 0xC949D7C7509E6557
_MIX: Final = 0x9DDFEA08EB382D69

_Pair = tuple[int, int]


def install_hash(directory: PurePath | str) -> str:
    """Return the hash of an installation directory, as in ``[Install<hash>]``.

    `directory` is where the real binary lies, as the system writes it; for a
    Microsoft Store package it is the package family name instead. The hash is
    CityHash64 over UTF-16LE, upper-case hexadecimal without padding
    (toolkit/xre/nsXREDirProvider.cpp, HashInstallPath).
    """
    return f"{_city_hash_64(str(directory).encode('utf-16-le')):X}"


def _city_hash_64(data: bytes) -> int:
    """CityHash64 in its first version; 1.1 gives other values."""
    length = len(data)
    if length <= 16:  # noqa: PLR2004  # the algorithm's own steps
        return _up_to_16(data)
    if length <= 32:  # noqa: PLR2004
        return _up_to_32(data)
    if length <= 64:  # noqa: PLR2004
        return _up_to_64(data)
    return _longer(data)


def _up_to_16(data: bytes) -> int:
    length = len(data)
    if length > 8:  # noqa: PLR2004
        first, last = _word(data, 0), _word(data, length - 8)
        return _pair_hash(first, _rotate(last + length, length)) ^ last
    if length >= 4:  # noqa: PLR2004
        return _pair_hash(length + (_half(data, 0) << 3), _half(data, length - 4))
    if length:
        y = data[0] + (data[length >> 1] << 8)
        z = length + (data[-1] << 2)
        return _shift_mix(y * _K2 ^ z * _K3) * _K2 & _MASK
    return _K2


def _up_to_32(data: bytes) -> int:
    length = len(data)
    a = _word(data, 0) * _K1
    b = _word(data, 8)
    c = _word(data, length - 8) * _K2
    d = _word(data, length - 16) * _K0
    return _pair_hash(
        _rotate(a - b, 43) + _rotate(c, 30) + d,
        a + _rotate(b ^ _K3, 20) - c + length,
    )


def _up_to_64(data: bytes) -> int:
    length = len(data)
    tail = length - 32
    z = _word(data, 24)
    a = _word(data, 0) + (length + _word(data, tail + 16)) * _K0
    v = _fold(a, z, _word(data, 8), _word(data, 16))
    z = _word(data, tail + 24)
    a = _word(data, 16) + _word(data, tail)
    w = _fold(a, z, _word(data, tail + 8), _word(data, tail + 16))
    mixed = _shift_mix((v[0] + w[1]) * _K2 + (w[0] + v[1]) * _K0)
    return _shift_mix(mixed * _K0 + v[1]) * _K2 & _MASK


def _fold(a: int, z: int, second: int, third: int) -> _Pair:
    b = _rotate(a + z, 52)
    c = _rotate(a, 37)
    a += second
    c += _rotate(a, 7)
    a += third
    return (a + z) & _MASK, (b + _rotate(a, 31) + c) & _MASK


def _longer(data: bytes) -> int:
    length = len(data)
    y = _word(data, length - 16) ^ _K1
    z = _word(data, length - 56) ^ _K0
    v = _weak(data, length - 64, length, y)
    w = _weak(data, length - 32, length * _K1, _K0)
    z += _shift_mix(v[1]) * _K1
    x = _rotate(z + _word(data, 0), 39) * _K1
    y = _rotate(y, 33) * _K1
    for at in range(0, (length - 1) & ~63, 64):
        x = _rotate(x + y + v[0] + _word(data, at + 16), 37) * _K1
        y = _rotate(y + v[1] + _word(data, at + 48), 42) * _K1
        x = (x ^ w[1]) & _MASK
        y = (y ^ v[0]) & _MASK
        z = _rotate(z ^ w[0], 33)
        v = _weak(data, at, v[1] * _K1, x + w[0])
        w = _weak(data, at + 32, z + w[1], y)
        z, x = x, z
    return _pair_hash(
        _pair_hash(v[0], w[0]) + _shift_mix(y) * _K1 + z, _pair_hash(v[1], w[1]) + x
    )


def _weak(data: bytes, at: int, a: int, b: int) -> _Pair:
    words = [_word(data, at + step) for step in (0, 8, 16, 24)]
    a += words[0]
    b = _rotate(b + a + words[3], 21)
    c = a
    a += words[1] + words[2]
    b += _rotate(a, 44)
    return (a + words[3]) & _MASK, (b + c) & _MASK


def _pair_hash(low: int, high: int) -> int:
    a = _shift_mix((low ^ high) * _MIX)
    b = _shift_mix((high ^ a) * _MIX)
    return b * _MIX & _MASK


def _shift_mix(value: int) -> int:
    value &= _MASK
    return value ^ (value >> 47)


def _rotate(value: int, by: int) -> int:
    value &= _MASK
    return (value >> by | value << (64 - by)) & _MASK


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 8], "little")


def _half(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")

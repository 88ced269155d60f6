"""Key stores taken apart and put together again."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

from assistant.clients.thunderbird import key4
from assistant.clients.thunderbird.key4 import KeyStore
from assistant.clients.thunderbird.sdr import CipherKind


def new_store(cipher: CipherKind = CipherKind.AES_256) -> KeyStore:
    return opened(None, cipher)


def opened(data: bytes | None, cipher: CipherKind = CipherKind.AES_256) -> KeyStore:
    store = key4.open_store(data, cipher=cipher)
    assert isinstance(store, KeyStore)
    return store


def edited(data: bytes, edit: Callable[[sqlite3.Connection], object]) -> bytes:
    with closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(data)
        edit(database)
        database.commit()
        return database.serialize()


def ran(data: bytes, *statements: str) -> bytes:
    def edit(database: sqlite3.Connection) -> None:
        for statement in statements:
            database.execute(statement)

    return edited(data, edit)


def rows(data: bytes, question: str) -> list[tuple[object, ...]]:
    found: list[tuple[object, ...]] = []
    edited(data, lambda database: found.extend(database.execute(question)))
    return found

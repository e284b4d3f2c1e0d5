from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake import Server, serving

import longshore


@pytest.fixture
def server() -> Server:
    return Server()  # type: ignore[abstract]  # no test calls the rest


@pytest.fixture
def address(server: Server) -> Iterator[str]:
    with serving(server) as address:
        yield address


@pytest.fixture
def client(address: str) -> Iterator[longshore.Client]:
    with longshore.connect(address, password="secret", environment={}) as client:
        yield client

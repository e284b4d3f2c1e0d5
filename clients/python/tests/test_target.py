"""Which server is meant, and who calls it."""

from __future__ import annotations

from pathlib import Path

import pytest

from longshore._target import Address, Target


@pytest.fixture
def data(tmp_path: Path) -> Path:
    (tmp_path / "endpoints.json").write_text('{"grpc":"127.0.0.1:4711","http":"127.0.0.1:4712"}')
    (tmp_path / "admin-password").write_text("made at the first start\n")
    return tmp_path


def find(server: str | None = None, data: Path | None = None, **environment: str) -> Target:
    return Target.find(server, data, None, None, None, environment)


def test_finds_all_in_a_data_folder(data: Path) -> None:
    for target in (find(data=data), find(LONGSHORE_DATA=str(data))):
        assert (str(target.address), target.user, target.password) == ("127.0.0.1:4711", "admin", "made at the first start")


def test_sends_a_folders_password_to_no_other_server(data: Path) -> None:
    assert find("example.org:50051", LONGSHORE_DATA=str(data)).password is None
    assert find(LONGSHORE_DATA=str(data), LONGSHORE_USER="someone").password is None


def test_reads_the_environment(data: Path) -> None:
    file = data / "password"
    file.write_text("from a file\n")
    target = find(LONGSHORE_SERVER="https://example.org", LONGSHORE_USER="ann", LONGSHORE_PASSWORD_FILE=str(file))
    assert (target.address, target.user, target.password) == (Address("example.org", 50051, tls=True), "ann", "from a file")
    assert find(LONGSHORE_PASSWORD="given", LONGSHORE_PASSWORD_FILE=str(file)).password == "given"
    assert "from a file" not in repr(target)


@pytest.mark.parametrize("text", ["", "host:port", "::1", "host:0", "host:65536", "ftp://host"])
def test_refuses_what_is_no_address(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        Address.parse(text)


def test_knows_an_address_in_brackets() -> None:
    assert Address.parse("[::1]:7").authority == "[::1]:7"
    assert Address.parse("[::1]:7").loopback

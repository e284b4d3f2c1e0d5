"""Generates `longshore.v1` from the contract's zip: on its own, and as hatchling's build hook.

    python generate.py [ZIP]

The zip is, first to last: the argument, LONGSHORE_CONTRACT, what `mvn -pl proto package` leaves in the checkout. A source
distribution has the generated code already and needs no zip.
"""

import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet
from grpc_tools import protoc
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

HERE = Path(__file__).resolve().parent
PACKAGE = Path("longshore", "v1")

# The server checks what it is sent; its rules would only bring another distribution's package along.
RULES = "buf/validate/validate.proto"

HEADER = '''"""The contract: every message, enum value and stub of `longshore.v1`, generated. The `.pyi` files explain each."""

from typing import TYPE_CHECKING

'''


class ContractHook(BuildHookInterface[Any]):
    """Generates before a wheel or a source distribution is built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's
        """Is called by hatchling first."""
        contract = find_contract(None)
        if contract is not None:
            generate(contract, HERE / "src")
        elif not (HERE / "src" / PACKAGE / "__init__.py").exists():
            raise FileNotFoundError(missing())


def missing() -> str:
    """What to say where there is no contract."""
    return "no contract (expected: LONGSHORE_CONTRACT, or ../../proto/target/longshore-contract-*.zip by `./longshore build`)"


def find_contract(named: str | None) -> Path | None:
    """The contract's zip; none where nobody said which and none was built."""
    said = named or os.environ.get("LONGSHORE_CONTRACT")
    if said:
        return Path(said)
    built = sorted(HERE.glob("../../proto/target/longshore-contract-*.zip"), key=lambda path: path.stat().st_mtime)
    return built[-1] if built else None


def generate(contract: Path, target: Path) -> None:
    """Writes the package `longshore.v1` into `target`, in place of what was there."""
    with tempfile.TemporaryDirectory() as scratch:
        protos, output = Path(scratch, "protos"), Path(scratch, "output")
        output.mkdir()
        with zipfile.ZipFile(contract) as archive:
            archive.extractall(protos)
        inputs = sorted(path.relative_to(protos).as_posix() for path in (protos / PACKAGE).glob("*.proto"))
        descriptors = Path(scratch, "descriptors")
        run("--include_imports", "--include_source_info", f"-I{protos}", f"-o{descriptors}", *inputs)
        contents = FileDescriptorSet.FromString(descriptors.read_bytes())
        for file in contents.file:
            leave_rules_out(file)
        descriptors.write_bytes(contents.SerializeToString())
        files = [file for file in contents.file if file.name in inputs]
        services = [file.name for file in files if file.service]
        run(f"--descriptor_set_in={descriptors}", f"--python_out={output}", f"--mypy_out=quiet:{output}", *inputs)
        run(f"--descriptor_set_in={descriptors}", f"--grpc_python_out={output}", f"--mypy_grpc_out=quiet:{output}", *services)
        (output / PACKAGE / "__init__.py").write_text(HEADER + "\n".join(exports(files)) + "\n")
        shutil.copy(protos / "LICENSE", output / PACKAGE)
        shutil.rmtree(target / PACKAGE, ignore_errors=True)
        shutil.copytree(output / PACKAGE, target / PACKAGE)


def run(*arguments: str) -> None:
    """Runs protoc."""
    # protoc looks for the generators of type hints beside this interpreter.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    if protoc.main(["protoc", *arguments]) != 0:
        raise RuntimeError(f"protoc failed: {' '.join(arguments)}")


def leave_rules_out(file: FileDescriptorProto) -> None:
    """Takes the rules of validation out, and the import of what they are written in."""
    file.DiscardUnknownFields()  # which extensions are here, as nothing declares them
    kept = [name for name in file.dependency if name != RULES]
    file.dependency[:] = kept


def exports(files: list[FileDescriptorProto]) -> list[str]:
    """One line a name, so that type checkers see it as exported."""
    lines, hints = [], ["", "if TYPE_CHECKING:  # at run time, the stub of an asyncio channel is the same class"]
    for file in files:
        module = file.name.removesuffix(".proto").replace("/", ".")
        names = [message.name for message in file.message_type]
        for enum in file.enum_type:
            names += [enum.name, *(value.name for value in enum.value)]
        lines += [f"from {module}_pb2 import {name} as {name}" for name in names]
        for name in (service.name for service in file.service):
            lines.append(f"from {module}_pb2_grpc import {name}Stub as {name}Stub")
            hints.append(f"    from {module}_pb2_grpc import {name}AsyncStub as {name}AsyncStub")
    return lines + hints


if __name__ == "__main__":
    zip_path = find_contract(sys.argv[1] if len(sys.argv) > 1 else None)
    if zip_path is None:
        sys.exit(missing())
    generate(zip_path, HERE / "src")

"""Builds the package of the namespace `orders` with its attestation, for a function in Python.

    python build.py <folder of the package> [--exported]

pydantic exports the schemas. `--exported` takes schemas.json as it was exported before, on a machine
without pydantic. The attestation's format is specified in docs/attestation.md.
"""

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

SOURCES = Path(__file__).parent
FILES = ["handler.py", "models.py", "schemas.json"]


def digest(path: Path) -> str:
    return "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()


def attestation(package: Path) -> dict:
    """What the policy pack compares the package with: every file of it, by its digest."""
    files = sorted(path for path in package.rglob("*") if path.is_file())
    digests = {path.relative_to(package).as_posix(): digest(path) for path in files}
    return {
        "version": 1,
        "namespaces": ["orders"],
        "schemasDigest": digests["schemas.json"],
        "runtime": "python",
        "handler": "handler.handler",
        "files": digests,
        "builder": {"name": "build.py", "version": "1"},
    }


def build(package: Path) -> None:
    shutil.rmtree(package, ignore_errors=True)
    package.mkdir(parents=True)
    for name in FILES:
        shutil.copyfile(SOURCES / name, package / name)
    # Last, so that every other file is in it.
    text = json.dumps(attestation(package), indent=2) + "\n"
    (package / "attestation.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description="Builds the package of the namespace orders.")
    arguments.add_argument("package", type=Path, help="folder to build the package in")
    arguments.add_argument("--exported", action="store_true", help="take schemas.json as it is")
    options = arguments.parse_args()
    if not options.exported:
        export = [sys.executable, str(SOURCES / "export_schemas.py")]
        if subprocess.run(export, check=False).returncode != 0:
            sys.exit("schemas.json was not exported. Fix: pip install pydantic")
    build(options.package)

"""Writes schemas.json: the JSON Schema of each channel's events, as pydantic exports it."""

import json
from pathlib import Path

from models import CHANNELS

FOLDER = Path(__file__).parent


def schemas_text() -> str:
    """The same text for the same models on any machine: its digest stands for the schemas."""
    schemas = {
        channel: {"event": model.model_json_schema(by_alias=True)}
        for channel, model in CHANNELS.items()
    }
    return json.dumps(schemas, sort_keys=True, indent=2) + "\n"


if __name__ == "__main__":
    (FOLDER / "schemas.json").write_text(schemas_text(), encoding="utf-8")

"""The manifest of a snapshot: which files it is made of, what they must hash to, what their columns mean."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jdparse.errors import Damaged, NewerWarehouse
from jdparse.tables import DATA_TABLES, SCHEMA_VERSION, Column, Table
from jdparse.warehouse.content import column_words
from jdparse.warehouse.disk import as_json, read_json
from jdparse.warehouse.layout import MANIFEST
from jdparse.warehouse.parts import PartFacts

FIELD_TYPES = {
    "string": "string",
    "int32": "integer",
    "int64": "integer",
    "double": "number",
    "bool": "boolean",
    "timestamp[us, tz=UTC]": "datetime",
}
"""Arrow type → type word of the table-schema standard; a type that is not here may not be used in a table."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A snapshot's manifest as read: parts by table, in order."""

    snapshot_id: str
    schema_version: str
    parts: Mapping[str, tuple[PartFacts, ...]]
    columns: Mapping[str, str]
    """Table → names and types of its columns, see ``column_words``."""

    @property
    def rows(self) -> dict[str, int]:
        """Rows of each table."""
        return {name: sum(part.rows for part in parts) for name, parts in self.parts.items()}

    @property
    def bytes(self) -> int:
        """Bytes of all part files."""
        return sum(part.bytes for parts in self.parts.values() for part in parts)


def snapshot_id(
    parts: Mapping[str, Sequence[PartFacts]], columns: Mapping[str, str], schema_version: str = SCHEMA_VERSION
) -> str:
    """The id of the snapshot these parts make: a hash of names, types, rows and how they are cut into parts.

    File bytes and descriptions are not in it: another release of the Parquet writer is no new data.
    """
    digest = hashlib.sha256(f"schema {schema_version}\n".encode())
    for name in sorted(parts):
        digest.update(f"table {name}\n{columns[name]}".encode())
        for part in parts[name]:
            digest.update(f"{part.path} {part.rows} {part.content_sha256}\n".encode())
    return digest.hexdigest()[:24]


def manifest_bytes(identifier: str, parts: Mapping[str, Sequence[PartFacts]]) -> bytes:
    """The manifest file. No clock, host or path outside the snapshot is in it: same data, same bytes."""
    content = {
        "profile": "data-package",
        "name": f"jdparse-{identifier}",
        "snapshot_id": identifier,
        "schema_version": SCHEMA_VERSION,
        "resources": [_resource(table, parts[table.name]) for table in DATA_TABLES],
    }
    return as_json({**content, "sha256": _own_hash(content)})


def _resource(table: Table, parts: Sequence[PartFacts]) -> dict[str, Any]:
    return {
        "name": table.name,
        "description": f"One row is {table.row_is}",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "path": [part.path for part in parts],
        "rows": sum(part.rows for part in parts),
        "files": [
            {
                "path": part.path,
                "rows": part.rows,
                "bytes": part.bytes,
                "sha256": part.sha256,
                "content_sha256": part.content_sha256,
            }
            for part in parts
        ],
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "foreignKeys": [_foreign_key(column) for column in table.columns if column.refers_to],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "type": FIELD_TYPES[str(column.type)],
        "arrow_type": str(column.type),
        "description": column.description,
        "constraints": {"required": not column.nullable},
    }


def _foreign_key(column: Column) -> dict[str, Any]:
    resource, _, field = (column.refers_to or "").partition(".")
    return {"fields": [column.name], "reference": {"resource": resource, "fields": [field]}}


def _own_hash(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the snapshot in ``folder``; raises NewerWarehouse, Damaged."""
    path = folder / MANIFEST
    try:
        content = read_json(path)
        version = str(content["schema_version"])
    except FileNotFoundError as error:
        raise Damaged(path, "is missing") from error
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise Damaged(path, f"cannot be read ({error})") from error
    refuse_newer(path, version)
    if content.pop("sha256", None) != _own_hash(content):
        raise Damaged(path, "is not what was written (its own checksum differs)")
    if content["snapshot_id"] != folder.name:
        raise Damaged(path, f"belongs to snapshot {content['snapshot_id']}")
    return Manifest(
        content["snapshot_id"],
        version,
        {
            resource["name"]: tuple(PartFacts(resource["name"], **file) for file in resource["files"])
            for resource in content["resources"]
        },
        {
            resource["name"]: column_words(
                (field["name"], field["arrow_type"]) for field in resource["schema"]["fields"]
            )
            for resource in content["resources"]
        },
    )


def refuse_newer(path: Path, version: str) -> None:
    """Raise NewerWarehouse where the major version of the tables is above this program's."""
    if int_parts(version)[0] > int_parts(SCHEMA_VERSION)[0]:
        raise NewerWarehouse(
            path,
            f"the warehouse has tables of version {version}, this jdparse knows {SCHEMA_VERSION}",
            "install a newer jdparse",
        )


def int_parts(version: str) -> tuple[int, ...]:
    """``"1.10"`` → ``(1, 10)``; raises ValueError."""
    return tuple(int(part) for part in version.split("."))

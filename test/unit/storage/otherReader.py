"""Prints every checkpoint of a Retrograph file as one line of JSON: python3 otherReader.py FILE.db

Written from docs/storage.md alone, as a test of whether that page is enough to write a reader.
Values are never parsed: they are JSON text in the file, and lines are put together from text.
"""

import json
import re
import sqlite3
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HOLE = re.compile("\x01(\\d+)\x01|\x02(\\d+),(\\d+),(\\d+)\x02")
# What matters where the elements of a run are told apart; strings and holes go as a whole.
TOKEN = re.compile('"(?:[^"\\\\]|\\\\.)*"|\x02[\\d,]+\x02|[\\[\\]{},]')
KEPT = 20_000  # data, lists and headers that are remembered
Id = bytes | str


class OtherSerializer(Exception):
    """A value that is bytes of another serializer."""


def id_text(stored: Id | None) -> str | None:
    return str(uuid.UUID(bytes=stored)) if isinstance(stored, bytes) else stored


def spliced(base: str, prefix: int, middle: str, suffix: int) -> str:
    """The text of a change; prefix and suffix count UTF-16 units."""
    units, middle_units = (text.encode("utf-16-le", "surrogatepass") for text in (base, middle))
    joined = units[: 2 * prefix] + middle_units + units[len(units) - 2 * suffix :]
    return joined.decode("utf-16-le", "surrogatepass")


def merged(old: Any, change: Any) -> Any:
    """JSON merge (RFC 7396); alters neither."""
    if not isinstance(change, dict):
        return change
    result = dict(old) if isinstance(old, dict) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value)
    return result


def changed(header: dict, change: dict) -> dict:
    """The header that a change makes of another, names in their order; alters neither."""
    order = change.pop("order", {})
    header = merged(header, change)
    for field, names in order.items():
        header[field] = {name: header[field][name] for name in names}
    return header


def split_elements(text: str) -> Iterator[str]:
    """Raw elements of a run; a hole for several becomes as many holes for one."""
    start = depth = 0
    ends = [match.start() for match in TOKEN.finditer(text)
            if (depth := depth + (match[0] in "[{") - (match[0] in "]}")) == 0 and match[0] == ","]
    for end in [*ends, len(text)]:
        element, start = text[start:end], end + 1
        hole = HOLE.fullmatch(element)
        if hole and hole[2]:
            yield from (f"\x02{hole[2]},{at},{at + 1}\x02" for at in range(int(hole[3]), int(hole[4])))
        else:
            yield element


class Reader:
    """Reads one file, in one transaction."""

    def __init__(self, file: str) -> None:
        self.db = sqlite3.connect(Path(file).resolve().as_uri() + "?mode=ro", uri=True, isolation_level=None)
        self.db.execute("BEGIN")
        self.lanes = {row[0]: row[1:] for row in self.db.execute(
            "SELECT id, thread_id, checkpoint_ns, deleted, base, before FROM lane")}
        self.known: dict[tuple, Any] = {}

    def keep(self, key: tuple, found: Any) -> Any:
        if len(self.known) > KEPT:
            self.known.clear()
        self.known[key] = found
        return found

    def datum(self, number: int) -> str | bytes:
        """What is stored as a datum, changes applied, holes not filled."""
        changes = []
        while (text := self.known.get(("datum", number))) is None:
            text, base, prefix, suffix = self.db.execute(
                "SELECT text, base, prefix, suffix FROM datum WHERE id = ?", (number,)).fetchone()
            if base is None:
                self.keep(("datum", number), text)
                break
            changes.append((number, prefix, text, suffix))
            number = base
        for number, prefix, middle, suffix in reversed(changes):
            text = self.keep(("datum", number), spliced(text, prefix, middle, suffix))
        return text

    def read_list(self, number: int) -> tuple[int | None, int, dict[int, str]]:
        """The base of a list, how much is the base's, and its own raw elements by position."""
        base, at = self.db.execute("SELECT base, at FROM list WHERE id = ?", (number,)).fetchone() or (None, 0)
        own: dict[int, str] = {}
        for start, text in self.db.execute("SELECT at, text FROM run WHERE list = ? ORDER BY at", (number,)):
            own.update(enumerate(split_elements(text), start))
        return self.keep(("list", number), (base, at, own))

    def elements(self, number: int | None, start: int, end: int) -> str:
        """Raw elements of a list, joined with commas."""
        parts: list[str] = []
        while start < end:
            base, at, own = self.known.get(("list", number)) or self.read_list(number)
            low = start if base is None else max(start, at)
            parts[:0] = [own[position] for position in range(low, end)]
            number, end = base, min(end, low)
        return ",".join(parts)

    def hole(self, match: re.Match) -> str:
        return self.elements(*map(int, match.groups()[1:])) if match[2] else self.datum(int(match[1]))

    def filled(self, text: str) -> str:
        """Text without holes; raw line breaks, which JSON has only between tokens, become spaces."""
        while "\x01" in text or "\x02" in text:
            text = HOLE.sub(self.hole, text)
        return text.replace("\r", " ").replace("\n", " ")

    def value(self, ref: int | str | list, kind: str = "") -> str:
        """The JSON text that a ref of a header or a write leads to."""
        if kind == "json":  # bytes, but of JSON
            return self.filled(self.datum(ref).decode())
        if kind:
            raise OtherSerializer
        if isinstance(ref, list):
            number, end, start = [*ref, 0, 0][:3]
            ref = f"[\x01{number}\x01]" if len(ref) == 1 else f"[\x02{number},{start},{end}\x02]"
        return self.filled(f"\x01{ref}\x01" if isinstance(ref, int) else ref)

    def rows(self, lane: int | None, columns: str, checkpoint: Id | None = None) -> Iterator[tuple]:
        """A lane's checkpoints (or one), and those it borrows, each after the lane that its row is in."""
        seen, limits = set(), []
        while lane is not None:
            where = "lane = ?" + " AND id < ?" * len(limits) + " AND id = ?" * (checkpoint is not None)
            arguments = [lane, *limits, *([] if checkpoint is None else [checkpoint])]
            for row in self.db.execute(f"SELECT lane, id, {columns} FROM checkpoint WHERE {where}", arguments):
                if row[1] not in seen:
                    seen.add(row[1])
                    yield row
            lane, before = self.lanes[lane][3:]
            limits.append(before)

    def header(self, lane: int, checkpoint: Id) -> dict:
        """A header put together, from the nearest that is whole or known."""
        changes, header = [], None
        while header is None:
            lane, key, parent, depth, text = next(self.rows(lane, "parent, depth, header", checkpoint))
            if (header := self.known.get(("header", lane, key))) is None:
                changes.append((lane, key, text))
                checkpoint, header = parent, None if depth else {}
        for lane, key, text in reversed(changes):
            header = self.keep(("header", lane, key), changed(header, json.loads(text)))
        return header

    def writes(self, lane: int, checkpoint: Id) -> str:
        """The writes of a checkpoint as JSON, by task and index."""
        kept: dict[tuple[str, int], str] = {}
        for task, path, text in self.db.execute(
                "SELECT task, path, writes FROM task_write WHERE lane = ? AND checkpoint = ? ORDER BY seq",
                (lane, checkpoint)):
            stored = json.loads(text)
            for name, place, writes in stored if task == "" else [(id_text(task), path, stored)]:
                for index, channel, ref, *kind in writes:
                    if index < 0 or (name, index) not in kept:
                        start = json.dumps({"task_id": name, "task_path": place, "idx": index, "channel": channel})
                        kept[name, index] = f'{start[:-1]}, "value": {self.value(ref, *kind)}}}'
        return f"[{', '.join(kept[key] for key in sorted(kept))}]"

    def line(self, thread: str, namespace: str, row: tuple) -> str:
        """One checkpoint as JSON."""
        lane, checkpoint, parent, created_at, metadata = row
        header = self.header(lane, checkpoint)
        if "whole" in header or isinstance(metadata, bytes):
            raise OtherSerializer
        start = json.dumps({"thread_id": thread, "checkpoint_ns": namespace, "checkpoint_id": id_text(checkpoint),
                            "parent_checkpoint_id": id_text(parent)})
        head = json.dumps({"v": header["v"], "id": id_text(checkpoint), "ts": created_at})
        values = ", ".join(f"{json.dumps(name)}: {self.value(ref)}" for name, ref in header.get("refs", {}).items())
        tail = json.dumps({"channel_versions": header.get("versions", {}), "versions_seen": header.get("seen", {})})
        return (f'{start[:-1]}, "checkpoint": {head[:-1]}, "channel_values": {{{values}}}, {tail[1:]}, '
                f'"metadata": {self.filled(metadata)}, "writes": {self.writes(lane, checkpoint)}}}')


def main() -> None:
    sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    reader, left_out = Reader(sys.argv[1]), 0
    for lane, (thread, namespace, deleted, *_) in reader.lanes.items():
        for row in reader.rows(lane, "parent, created_at, metadata") if deleted is None else ():
            try:
                print(reader.line(thread, namespace, row))
            except OtherSerializer:
                left_out += 1
    if left_out:
        print(f"{left_out} checkpoints are left out: their values are bytes of another serializer.", file=sys.stderr)


if __name__ == "__main__":
    main()

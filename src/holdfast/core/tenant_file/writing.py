"""A checked document as the text of a tenant file again. Reading what was written gives an equal document.

Comments and the order of keys of the file that was once applied are not kept: the document knows neither.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

Data = Mapping[str, Any]
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_INLINE = frozenset({"staff_override"})
_LONG = 100


def tenant_file_text(data: Data) -> str:
    """The text of a tenant file with this document."""
    blocks: list[str] = []
    for name, section in data.items():
        if isinstance(section, list):
            blocks += ["\n".join(_table(f"[[{name}]]", name, entry)) for entry in section]
        else:
            blocks.append("\n".join(_table(f"[{name}]", name, section)))
    return "\n\n".join(blocks) + "\n"


def _table(header: str, path: str, table: Data) -> Iterator[str]:
    """A table with its own keys first, then the tables within it."""
    inner = {key: value for key, value in table.items() if isinstance(value, Mapping) and key not in _INLINE}
    own = {key: value for key, value in table.items() if key not in inner}
    if own or not inner or header.startswith("[["):
        yield header
    yield from (f"{_key(key)} = {_value(value)}" for key, value in own.items())
    for place, (key, value) in enumerate(inner.items()):
        if place or own or header.startswith("[["):
            yield ""
        yield from _table(f"[{path}.{_key(key)}]", f"{path}.{_key(key)}", value)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case Mapping():
            return "{ " + ", ".join(f"{_key(key)} = {_value(entry)}" for key, entry in value.items()) + " }"
        case list():
            return _items([_value(item) for item in value], any(isinstance(item, Mapping) for item in value))
        case _:
            return str(value)


def _items(written: list[str], has_tables: bool) -> str:
    line = "[" + ", ".join(written) + "]"
    if not written or (len(line) <= _LONG and not (has_tables and len(written) > 1)):
        return line
    return "[\n" + "".join(f"  {item},\n" for item in written) + "]"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

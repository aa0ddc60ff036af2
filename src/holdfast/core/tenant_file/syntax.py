"""TOML text into plain dictionaries; what is not TOML becomes one fault with its line."""

import re
import tomllib
from typing import Any

from holdfast.core.tenant_file.fault import Fault
from holdfast.core.tenant_file.lines import DEEP_KEY

LARGEST_BYTES = 1024 * 1024
_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_HINTS = {
    "Expected newline or end of document after a statement": (
        'each "key = value" stands on a line of its own, without ";", and text stands in quotation marks'
    ),
    "Expected '=' after a key in a key/value pair": 'a line is "key = value", a section is "[name]"',
    "Invalid value": "text stands in quotation marks, a list in [ ], a number has no unit",
    "Cannot overwrite a value": "the same key stands here for the second time",
    "Unclosed array": 'a list lacks its closing "]" or a comma between two values',
    "Unclosed inline table": 'a table lacks its closing "}" or a comma; it must stand on one line',
    "Illegal character '\\n'": 'a text lacks its closing quotation mark (")',
}


def parse(text: str, file: str) -> dict[str, Any] | Fault:
    """The file as nested dictionaries, or the one fault that keeps it from being read at all."""
    if _is_too_large(text):
        return Fault(file, "", "is larger than 1 MiB, a tenant file never is")
    text = text.removeprefix("\ufeff")
    if deep := DEEP_KEY.search(text):
        return Fault(file, "", "a key has too many dots", line=text.count("\n", 0, deep.start()) + 1)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return _syntax_fault(str(error), text, file)
    except RecursionError:
        return Fault(file, "", "lists or tables are nested too deeply")
    except ValueError:  # Python refuses to read numbers of thousands of digits.
        return Fault(file, "", "a number is far too long", line=_line_of_long_number(text))


def _is_too_large(text: str) -> bool:
    return len(text) > LARGEST_BYTES or len(text.encode("utf-8", "surrogatepass")) > LARGEST_BYTES


def _syntax_fault(message: str, text: str, file: str) -> Fault:
    position = _POSITION.search(message)
    said = _POSITION.sub("", message)
    hint = next((f": {hint}" for start, hint in _HINTS.items() if said.startswith(start)), "")
    line = int(position[1]) if position and position[1] else text.count("\n") + 1
    column = f" (column {position[2]})" if position and position[2] else ""
    return Fault(file, "", f"this is not TOML: {said[:1].lower()}{said[1:]}{column}{hint}", line=line)


def _line_of_long_number(text: str) -> int | None:
    found = re.search(r"[0-9_]{4300}", text)
    return text.count("\n", 0, found.start()) + 1 if found else None

"""The templates, made ready once. Everything put into them is escaped."""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from holdfast.entry.web.assets import address_of
from holdfast.entry.web.icons import icon

LONGEST_BODY = 6000
_FOLDER = Path(__file__).parent / "html"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.globals |= {"icon": icon, "asset": address_of}
    made.filters["phone"] = spaced_phone
    made.filters["pretty"] = pretty
    return made


def render(template: str, **values: Any) -> str:
    """A template with its values. A name that is missing is a defect."""
    return _environment().get_template(template).render(**values)


def pretty(value: object) -> str:
    """A body of a request or an answer as it is read: JSON over several lines, at most so many characters."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1, default=str)
    return text if len(text) <= LONGEST_BODY else text[:LONGEST_BODY] + " …"


def spaced_phone(number: str | None) -> str:
    """A telephone number as people read it: "0151 234 567 89" for a German one."""
    if not number:
        return ""
    local = "0" + number[3:] if number.startswith("+49") else number
    head, rest = (local[:4], local[4:]) if local.startswith("01") else (local[:3], local[3:])
    return " ".join([head, *(rest[n : n + 3] for n in range(0, len(rest), 3))])

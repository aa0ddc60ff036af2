"""The XML of WebDAV and CalDAV (RFC 4918, RFC 4791): questions, and answers as hostile until shown otherwise."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, TreeBuilder, tostring
from xml.parsers import expat

from holdfast.calendars.port import CalendarMisbehaved
from holdfast.core.interval import Interval

DAV = "{DAV:}"
CAL = "{urn:ietf:params:xml:ns:caldav}"
DEEPEST = 50


@dataclass(frozen=True, slots=True)
class Resource:
    """One `response` of a multistatus. `status` is its own where it has one, else 200; `properties` are those found."""

    href: str
    status: int
    properties: Mapping[str, Element] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """The text of a property, empty where it is missing."""
        found = self.properties.get(name)
        return "" if found is None else (found.text or "")


def query_by_time(span: Interval) -> bytes:
    """Everything that touches the span (RFC 4791, 7.8)."""
    query, event = _calendar_query()
    SubElement(event, CAL + "time-range", {"start": _stamp(span.start), "end": _stamp(span.end)})
    return _xml(query)


def query_by_uid(fragment: str) -> bytes:
    """Everything in whose UID the text occurs, whatever its time (RFC 4791, 9.7.5)."""
    query, event = _calendar_query()
    wanted = SubElement(event, CAL + "prop-filter", {"name": "UID"})
    SubElement(wanted, CAL + "text-match", {"collation": "i;ascii-casemap"}).text = fragment
    return _xml(query)


def multiget(paths: Iterable[str]) -> bytes:
    """These objects (RFC 4791, 7.9); of one that is missing the answer says 404."""
    root = Element(CAL + "calendar-multiget")
    _wanted(root)
    for path in paths:
        SubElement(root, DAV + "href").text = path
    return _xml(root)


def propfind(*names: str) -> bytes:
    """These properties."""
    root = Element(DAV + "propfind")
    wanted = SubElement(root, DAV + "prop")
    for name in names:
        SubElement(wanted, name)
    return _xml(root)


def read_multistatus(body: bytes) -> list[Resource]:
    """The responses of a 207. Raises CalendarMisbehaved when it is anything else."""
    root = read_xml(body)
    if root.tag != DAV + "multistatus":
        raise CalendarMisbehaved(f"a {root.tag[:60]} instead of a multistatus")
    return [_resource(one) for one in root.findall(DAV + "response")]


def read_xml(body: bytes) -> Element:
    """The document as a tree. One that declares a type is refused: entities can make it as large as they like.
    Raises CalendarMisbehaved."""
    builder = TreeBuilder()
    depth = 0

    def begin(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise CalendarMisbehaved("XML nested too deeply")
        builder.start(_clark(name), attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(_clark(name))

    def refuse(*_: object) -> None:
        raise CalendarMisbehaved("XML with a DOCTYPE")

    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = begin, end
    parser.CharacterDataHandler, parser.StartDoctypeDeclHandler = builder.data, refuse
    try:
        parser.Parse(body, True)
    except (expat.ExpatError, ValueError) as error:
        raise CalendarMisbehaved("an answer that is no XML") from error
    root: Element = builder.close()
    return root


def error_names(body: bytes) -> frozenset[str]:
    """The preconditions that an error's body names (RFC 4918, 16), such as no-uid-conflict; none if it is no XML."""
    try:
        root = read_xml(body)
    except CalendarMisbehaved:
        return frozenset()
    return frozenset(one.tag.rpartition("}")[2] for one in root) if root.tag == DAV + "error" else frozenset()


def _calendar_query() -> tuple[Element, Element]:
    root = Element(CAL + "calendar-query")
    _wanted(root)
    calendar = SubElement(SubElement(root, CAL + "filter"), CAL + "comp-filter", {"name": "VCALENDAR"})
    return root, SubElement(calendar, CAL + "comp-filter", {"name": "VEVENT"})


def _wanted(root: Element) -> None:
    wanted = SubElement(root, DAV + "prop")
    SubElement(wanted, DAV + "getetag")
    SubElement(wanted, CAL + "calendar-data")


def _resource(response: Element) -> Resource:
    found: dict[str, Element] = {}
    for propstat in response.findall(DAV + "propstat"):
        if _code(propstat.findtext(DAV + "status")) == 200:
            found |= {one.tag: one for properties in propstat.findall(DAV + "prop") for one in properties}
    status = response.findtext(DAV + "status")
    return Resource(response.findtext(DAV + "href") or "", 200 if status is None else _code(status), found)


def _code(line: str | None) -> int:
    """The number in a status line such as "HTTP/1.1 404 Not Found"; 500 when it has none."""
    words = (line or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdecimal() else 500


def _clark(name: str) -> str:
    return "{" + name if "}" in name else name


def _stamp(instant: datetime) -> str:
    return f"{instant:%Y%m%dT%H%M%SZ}"


def _xml(root: Element) -> bytes:
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))

"""Where on the server whose calendar lies: staff and collections, and the paths of entries in them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, unquote, urljoin, urlsplit

from holdfast.core.tenant import Tenant

LONGEST_UID = 200
_PLAIN = "@:!$&'()*+,;=~-._"


def canonical(href: str, base_url: str) -> str | None:
    """The path that `href` (a path or a whole address) means on the server of `base_url`, written in the one way in
    which we compare paths. None when it lies on another server or is no path of a resource."""
    try:
        parts = urlsplit(urljoin(base_url, href.strip()))
        own = urlsplit(base_url)
        same = (parts.scheme, parts.hostname, parts.port) == (own.scheme, own.hostname, own.port)
    except ValueError:
        return None
    names = [unquote(name) for name in parts.path.split("/")]
    if not same or parts.query or parts.fragment or any(name in (".", "..") or "\0" in name for name in names):
        return None
    return "/".join(quote(name, safe=_PLAIN) for name in names)


@dataclass(frozen=True, slots=True)
class Collection:
    """One calendar of one member of staff. Ours are written into the target, and read from all of them."""

    host: str
    path: str
    is_target: bool


@dataclass(frozen=True, slots=True)
class Places:
    """The collections of one tenant, in the order of the staff; `faults` are sentences for the doctor."""

    collections: tuple[Collection, ...]
    faults: tuple[str, ...] = ()

    @classmethod
    def of(cls, tenant: Tenant, base_url: str) -> "Places":
        """Read them from the tenant's `collections` (staff key -> path or address, or a list of these)."""
        found: list[Collection] = []
        faults: list[str] = []
        for key, hrefs in _written(tenant).items():
            first = True
            for href in hrefs:
                path = canonical(href if href.endswith("/") else href + "/", base_url)
                fault = _fault(key, href, path, found)
                if fault is None and path is not None:
                    found.append(Collection(f"staff:{key}", path, first))
                    first = False
                elif fault is not None:
                    faults.append(fault)
        named = {one.host for one in found}
        faults += [
            f"{person.name} ({person.key}) has no collection in [calendar.collections]"
            for person in tenant.staff
            if f"staff:{person.key}" not in named
        ]
        return cls(tuple(found), tuple(faults))

    def of_host(self, host: str) -> tuple[Collection, ...]:
        """Everything in which time of this host is taken."""
        return tuple(one for one in self.collections if one.host == host)

    def target(self, host: str) -> Collection | None:
        """Where this host's visits are written."""
        return next((one for one in self.of_host(host) if one.is_target), None)

    def holding(self, path: str) -> Collection | None:
        """The collection that an entry's path lies directly in; None for a path that is none of this tenant's."""
        folder, slash, name = path.rpartition("/")
        return next((one for one in self.collections if name and one.path == folder + slash), None)


def path_in(collection: Collection, href: str, base_url: str) -> str | None:
    """The path of an object that lies directly in a collection; None for whatever else an answer names."""
    path = canonical(href, base_url)
    if path is None or not path.startswith(collection.path):
        return None
    name = path[len(collection.path) :]
    return path if name and "/" not in name else None


def _written(tenant: Tenant) -> dict[str, tuple[str, ...]]:
    """The `collections` as the tenant file has them, staff in the order of the file."""
    option = tenant.calendar.options.get("collections")
    written = option if isinstance(option, Mapping) else {}
    keys = [person.key for person in tenant.staff]
    return {
        str(key): tuple(str(href) for href in (hrefs if isinstance(hrefs, list | tuple) else [hrefs]))
        for key, hrefs in sorted(written.items(), key=lambda item: keys.index(item[0]) if item[0] in keys else 999)
    }


def _fault(key: str, href: str, path: str | None, before: list[Collection]) -> str | None:
    if path is None:
        return f"the collection of {key} lies on another server than base_url, which gets no password: {href}"
    if len(path) > LONGEST_UID // 2:
        return f"the path of the collection of {key} is longer than {LONGEST_UID // 2} characters"
    other = next((one for one in before if one.path == path), None)
    if other is not None:
        return f"{key} and {other.host.partition(':')[2]} share the collection {path}; each needs one of her own"
    return None

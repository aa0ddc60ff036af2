"""Our own icons: lines on a grid of 24, drawn for these pages. Each stands beside a word, so none has a name."""

from markupsafe import Markup

_PATHS = {
    "diary": '<rect x="3.5" y="5" width="17" height="15.5" rx="2.5"/><path d="M3.5 10h17M8 3v4M16 3v4"/>',
    "needs": '<path d="M12 3.5 21 19.5H3z"/><path d="M12 10v4.5M12 17v.2"/>',
    "phone": (
        '<path d="M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 '
        '0 1 4 5.7 2 2 0 0 1 6 3.5z"/>'
    ),
    "new": '<path d="m12 3.5 2.6 5.6 6 .7-4.5 4.1 1.3 6-5.4-3.1-5.4 3.1 1.3-6-4.5-4.1 6-.7z"/>',
    "pending": (
        '<path d="M6.5 3.5h11M6.5 20.5h11M8 3.5c0 5 4 5.5 4 8.5s-4 3.5-4 8.5M16 3.5c0 5-4 5.5-4 8.5s4 3.5 4 8.5"/>'
    ),
    "differs": '<path d="M12 3.5 21 19.5H3z"/><path d="M12 10v4.5M12 17v.2"/>',
    "agrees": '<circle cx="12" cy="12" r="8.5"/><path d="m8 12.3 2.8 2.7L16 9.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "left": '<path d="m14.5 5-7 7 7 7"/>',
    "right": '<path d="m9.5 5 7 7-7 7"/>',
    "close": '<path d="m6 6 12 12M18 6 6 18"/>',
    "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.5 2"/>',
    "person": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6"/>',
    "absent": '<circle cx="12" cy="12" r="8.5"/><path d="m6 18 12-12"/>',
    "away": '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5M16 10h5.5"/>',
    "move": '<path d="M12 3.5v17M3.5 12h17M9 6l3-2.5L15 6M9 18l3 2.5 3-2.5M6 9l-2.5 3L6 15M18 9l2.5 3-2.5 3"/>',
    "done": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "out": '<path d="M14 4.5H6.5a2 2 0 0 0-2 2v11a2 2 0 0 0 2 2H14M10 12h10.5M17 8.5l3.5 3.5-3.5 3.5"/>',
    "live": '<circle cx="12" cy="12" r="4"/>',
    "undo": '<path d="M8.5 5 4 9.5 8.5 14M4.5 9.5H15a5 5 0 0 1 0 10h-4"/>',
    "unknown": (
        '<circle cx="12" cy="12" r="8.5"/><path d="M9.5 9.7a2.6 2.6 0 1 1 3.6 2.4c-.8.4-1.1.9-1.1 1.7M12 16.6v.2"/>'
    ),
    "question": '<path d="M8.5 9.2a3.6 3.6 0 1 1 5 3.3c-1.1.5-1.5 1.2-1.5 2.3M12 18.6v.2"/>',
    "search": '<circle cx="10.5" cy="10.5" r="6"/><path d="m15 15 5 5"/>',
    "speech": '<path d="M4 5.5h16v11h-9l-4.5 4v-4H4z"/>',
    "database": (
        '<ellipse cx="12" cy="6" rx="7.5" ry="2.8"/><path d="M4.5 6v12c0 1.6 3.4 2.8 7.5 2.8s7.5-1.2 7.5-2.8V6M4.5 '
        '12c0 1.6 3.4 2.8 7.5 2.8s7.5-1.2 7.5-2.8"/>'
    ),
    "same": '<path d="M6 9.5h12M6 14.5h12"/>',
    "repair": '<path d="m4.5 19.5 8-8M19.5 7.5a4.6 4.6 0 1 1-3-3L14 7v3h3z"/>',
    "again": '<path d="M19.5 12a7.5 7.5 0 1 1-2.2-5.3M19.5 3.5v4h-4"/>',
    "replay": '<path d="M4.5 12a7.5 7.5 0 1 0 2.2-5.3M4.5 3.5v4h4M10.5 9v6l4.5-3z"/>',
    "repeat": '<path d="M6 8h11a3 3 0 0 1 3 3M18 16H7a3 3 0 0 1-3-3M15 5l3 3-3 3M9 13l-3 3 3 3"/>',
    "file": '<path d="M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5M12 11v6M9.5 14.5 12 17l2.5-2.5"/>',
    "eye": '<path d="M2.5 12s3.5-6 9.5-6 9.5 6 9.5 6-3.5 6-9.5 6-9.5-6-9.5-6z"/><circle cx="12" cy="12" r="2.6"/>',
    "agent": '<rect x="5" y="8" width="14" height="11" rx="2.5"/><path d="M12 4v4M9.5 12.5v1.5M14.5 12.5v1.5"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10.5 20.5h3"/>',
    "people": (
        '<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20c.6-3.6 3-5.5 6.5-5.5s5.9 1.9 6.5 5.5M16 5.2a3.5 3.5 0 0 1 0 '
        '6.6M18.5 15c1.7.8 2.7 2.5 3 5"/>'
    ),
    "figures": '<path d="M4 20.5h16M6.5 17v-5M12 17V5M17.5 17V9"/>',
    "setup": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
    "copy": (
        '<rect x="8.5" y="8.5" width="12" height="12" rx="2"/><path d="M15.5 8.5v-3a2 2 0 0 0-2-2h-8a2 2 0 0 0-2 2v8a2 '
        '2 0 0 0 2 2h3"/>'
    ),
    "key": '<circle cx="8" cy="15.5" r="4"/><path d="m11 12.5 8.5-8.5M16 7.5l3 3"/>',
    "join": '<path d="M5 4.5c0 6 7 5 7 9.5v6M19 4.5c0 6-7 5-7 9.5M9 17l3 3 3-3"/>',
    "edit": '<path d="M4.5 19.5h4l11-11-4-4-11 11zM13 7l4 4"/>',
    "talk": '<path d="M4 5.5h16v11h-9l-4.5 4v-4H4z"/><path d="M8 9.5h8M8 12.7h5"/>',
    "alone": '<path d="M5 12h14"/>',
}


def icon(name: str) -> Markup:
    """An icon; screen readers pass over it."""
    return Markup(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">' + _PATHS[name] + "</svg>"
    )

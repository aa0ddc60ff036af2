"""What the salon and its operator read in an e-mail, in German and English."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from holdfast.core.alarm import AlarmKind
from holdfast.language.report_words import CAUSES


@dataclass(frozen=True, slots=True)
class Told:
    """One alarm in words for a person: `what` in one sentence, `whom` it concerns, `do` what there is to do, `link` the
    page that shows it."""

    kind: AlarmKind
    what: str
    whom: str | None = None
    do: str | None = None
    link: str | None = None


_SUBJECTS: Mapping[str, Mapping[str, str]] = {
    "de": {
        AlarmKind.TOLD_WRONGLY: "{salon}: Am Telefon wurde etwas Falsches gesagt",
        AlarmKind.CALLBACK: "{salon}: Bitte zurückrufen",
        AlarmKind.UNSEEN: "{salon}: Eine Aufgabe hat noch niemand gesehen",
        "digest": "{salon}: Was heute offen ist ({count})",
    },
    "en": {
        AlarmKind.TOLD_WRONGLY: "{salon}: a caller was told something untrue",
        AlarmKind.CALLBACK: "{salon}: please call back",
        AlarmKind.UNSEEN: "{salon}: nobody has seen a task yet",
        "digest": "{salon}: what is open today ({count})",
    },
}
_GREETING = {"de": "Guten Tag!", "en": "Hello,"}
_END = {
    "de": "Diese Nachricht kommt von Holdfast, dem Telefonassistenten von {salon}.",
    "en": "This message comes from Holdfast, the telephone assistant of {salon}.",
}
_WHOM = {"de": "Kundin oder Kunde: {whom}", "en": "Customer: {whom}"}
_DO = {"de": "Zu tun: {do}", "en": "To do: {do}"}
_WHATS: Mapping[str, Mapping[str, str]] = {
    "de": {
        "told_wrongly": "In einem Anruf wurde etwas gesagt, das nicht stimmt. Ursache: {cause}.",
        "case": "In einem Anruf passen Gesagtes, Gespeichertes und Kalender nicht zusammen. Ursache: {cause}.",
        "difference": "Termin und Kalender gehen seit {since} auseinander ({kind}).",
        "callback": "Ein Rückruf ist zugesagt, bis {due}.",
        "callback_soon": "Ein Rückruf ist zugesagt.",
        "unseen": "Seit {since} hat diese Aufgabe niemand angesehen: {text}",
    },
    "en": {
        "told_wrongly": "In a call something was said that is not so. Cause: {cause}.",
        "case": "In a call, what was said, what is stored and the calendar do not agree. Cause: {cause}.",
        "difference": "Booking and calendar have differed since {since} ({kind}).",
        "callback": "A callback was promised, by {due}.",
        "callback_soon": "A callback was promised.",
        "unseen": "Nobody has looked at this task since {since}: {text}",
    },
}


def what(lang: str, name: str, **values: str) -> str:
    """The sentence of that name."""
    return _WHATS[lang][name].format(**values)


def cause_in_words(lang: str, cause: str) -> str:
    """The name of a cause as an owner reads it; one without a name is shown as it is."""
    return CAUSES.get(cause, (cause, cause))[1 if lang == "en" else 0]


def letter(lang: str, salon: str, told: Sequence[Told], url: str | None) -> tuple[str, str]:
    """Subject and text of one e-mail about these alarms."""
    name = told[0].kind if len(told) == 1 and told[0].kind in _SUBJECTS[lang] else "digest"
    subject = _SUBJECTS[lang][name].format(salon=salon, count=len(told))
    parts = [_GREETING[lang], *(_paragraph(lang, one) for one in told)]
    parts += [url] if url else []
    parts.append(_END[lang].format(salon=salon))
    return subject, "\n\n".join(parts) + "\n"


def _paragraph(lang: str, one: Told) -> str:
    lines = [one.what]
    lines += [_WHOM[lang].format(whom=one.whom)] if one.whom else []
    lines += [_DO[lang].format(do=one.do)] if one.do else []
    lines += [one.link] if one.link else []
    return "\n".join(lines)

"""Wishes beside the appointment: a human being to talk to, a visit for somebody else as well."""

import re

from .tidy import tidy

_PERSON = re.compile(
    r"\b(?:mit (?:einem|nem|einer) (?:\w+ )?(?:menschen|mitarbeiter|mitarbeiterin|kollegen|kollegin|person)"
    r"|(?:einen|nen|richtigen|echten) (?:\w+ )?menschen|echte person|mit jemande?[mn] (?:sprechen|reden|verbinden)"
    r"|jemande?[mn] (?:sprechen|ans telefon)|jemand(?:en)? vom (?:team|salon)"
    r"|mit (?:der|dem) (?:chefin|chef) (?:sprechen|reden)"
    r"|verbinden sie mich|verbinde mich|stellen sie mich durch|stell mich durch|weiterleiten|durchstellen"
    r"|kein(?:en|e)? (?:roboter|computer|maschine|automat\w*)|mit (?:jemandem|jemand) (?:echtes|echtem|anderem)"
    r"|(?:real|actual|live) (?:person|human)|(?:to|with) (?:a|some) ?(?:human|person|someone|somebody|body)\b"
    r"|(?:speak|talk) (?:to|with) (?:a |an )?(?:someone|somebody|human|person|agent|manager|staff)"
    r"|put me through|transfer me|connect me|human being)\b"
)
_REFUSED = re.compile(
    r"\b(?:nicht|keinen|nicht mehr|dont|do not|no need to)\b[^.,;!?]*"
    r"\b(?:verbinden|sprechen|durchstellen|transfer|connect|speak|talk)"
)
_ANOTHER = re.compile(
    r"\b(?:noch jemand\w*|noch (?:eine|ne|einen|nen) (?:\w+ )?(?:person|termin)|zweite[nr]? person"
    r"|weitere[nr]? person|andere[nr]? person"
    r"|(?:zwei|drei|vier|2|3|4) (?:personen|leute)|zu zweit|zu dritt"
    r"|(?:auch|ausserdem|zusaetzlich) (?:noch )?(?:fuer|fuern) (?:mein\w*|unser\w*)"
    r"|(?:fuer|fuern) (?:mein\w*|unser\w*) \w+ (?:auch|noch|ebenfalls|gleich mit)"
    r"|mich und (?:mein\w*|unser\w*)|uns beide"
    r"|another person|second person|someone else|somebody else|two (?:people|of us)"
    r"|for my \w+ (?:too|as well|also)|also for my)\b"
)


def wants_person(text: str) -> bool:
    """Whether the caller asks to speak with a human being."""
    said = tidy(text)
    return bool(_PERSON.search(said)) and not _REFUSED.search(said)


def means_another_person(text: str) -> bool:
    """Whether a further person is to be served besides the caller."""
    return bool(_ANOTHER.search(tidy(text)))

"""What our own agent says is heard as what it means: the verdict on a call rests on it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from holdfast.core.claims_said import claims_in
from holdfast.core.correction import Told
from holdfast.language import Phrase, Voice, speak

AT = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)
MEANT = {
    Phrase.HELD_ASKED: Told.FREE,
    Phrase.CONFIRMED: Told.BOOKED,
    Phrase.STATUS_CONFIRMED: Told.BOOKED,
    Phrase.PENDING: Told.PENDING,
    Phrase.MOVED_PENDING: Told.PENDING,
    Phrase.CANCEL_PENDING: Told.PENDING,
    Phrase.MOVED: Told.MOVED,
    Phrase.CANCELLED: Told.CANCELLED,
    Phrase.STATUS_CANCELLED: Told.CANCELLED,
    Phrase.REFUSED_SLOT_TAKEN: Told.TAKEN,
    Phrase.REFUSED_HELD_BY_OTHER: Told.TAKEN,
    Phrase.REFUSED_CLOSED: Told.TAKEN,
    Phrase.PENDING_CALLBACK: Told.CALLBACK,
    Phrase.STATUS_NONE: Told.NOTHING,
    Phrase.STATUS_UNDONE: Told.FAILED,
    Phrase.ALREADY_YOURS: Told.BOOKED,
    Phrase.REFUSED_ALREADY_YOURS: Told.BOOKED,
    Phrase.REFUSED_HOLD_EXPIRED: Told.TAKEN,
    Phrase.REFUSED_PAST: Told.TAKEN,
    Phrase.REFUSED_DOES_NOT_FIT: Told.TAKEN,
    Phrase.REFUSED_NOTHING_ELSE: Told.TAKEN,
    Phrase.REFUSED_NOT_ACCEPTED: Told.FAILED,
    Phrase.REFUSED_NOT_MOVED: Told.FAILED,
}


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("phrase", MEANT, ids=lambda phrase: phrase.value)
def test_a_phrase_of_ours_is_heard_as_what_it_means(phrase: Phrase, language: str) -> None:
    voice = Voice(lang=language, address="sie", halves=False, today=date(2026, 11, 24), zone=ZoneInfo("Europe/Berlin"))
    values = {"at": AT, "service": "Dauerwelle", "staff": "Felix", "ref": "K7M4A", "date": AT.date()}
    words = speak(phrase, voice, **values)
    heard = [claim.kind for claim in claims_in(words, date(2026, 11, 24), language == "en")]
    assert heard[-1:] == [MEANT[phrase]], words

"""A verdict in the language of whoever reads it."""

from collections.abc import Mapping
from typing import Any

from holdfast.actions.conclusion import concluded
from holdfast.actions.judge import Judged, heard_whole
from holdfast.store.verdicts import Judgement, digest_of


def in_language(found: Judged, language: str) -> dict[str, Any] | None:
    """The verdict in a language: as it is on record in the salon's own, else concluded once more from the same case,
    as long as that comes to the same. None where its evidence is not kept."""
    stored = found.judgement.document
    if stored is None or language == found.record.tenant.language:
        return stored
    case = heard_whole(found.record, found.case)
    again = concluded({**case, "call": {**case["call"], "language": language}})
    return {**stored, **_texts(again, stored)} if _same(again, found.judgement, stored) else stored


def _same(again: Mapping[str, Any], judged: Judgement, stored: Mapping[str, Any]) -> bool:
    alike = digest_of(dict(again), judged.basis) == digest_of(dict(stored), judged.basis)
    return alike and len(again["evidence"]) == len(stored.get("evidence") or ())


def _texts(again: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """What is written in a language; the sentence for the caller stays in theirs."""
    tell = (stored.get("repair") or {}).get("tell_caller")
    told = {name: again[name] for name in ("sentence", "evidence", "causes", "contradictions")}
    return {**told, "repair": {**again["repair"], "tell_caller": tell}}

"""An exported call names nobody, however the name was spoken or written, and still tells who is the same person."""

from typing import Any

import pytest

from holdfast.actions.redact import redacted
from holdfast.language import read_customer_name


def case(name: str, *lines: str, **more: Any) -> dict[str, Any]:
    said = [{"role": "caller", "text": line} for line in lines]
    return {"call": {"call_id": "call_1"}, "bookings": [{"id": "1", "customer": name}], "utterances": said, **more}


def words(found: dict[str, Any]) -> list[str]:
    return [line["text"] for line in found["utterances"]]


@pytest.mark.parametrize(
    ("name", "spoken"),
    [
        ("Ute Weiß", "Auf Ute Weiß."),
        ("Ute Weiß", "Auf Frau WEISS, bitte."),
        ("Eva Müller-Lüdenscheid", "Mueller-Luedenscheid ist mein Name."),
        ("Eva Müller-Lüdenscheid", "Lüdenscheid, mit ü."),
    ],
)
def test_a_name_goes_however_it_is_written(name: str, spoken: str) -> None:
    (told,) = words(redacted(case(name, spoken)))
    assert "Muster Anton" in told
    assert not {"weiß", "weiss", "müller", "mueller", "lüdenscheid", "luedenscheid"} & set(
        told.lower().replace("-", " ").replace(",", " ").replace(".", " ").split()
    )


def test_a_stand_in_is_not_taken_for_the_name_of_somebody_else() -> None:
    found = redacted(
        case("Ada Beispiel", "Beispiel, und mein Mann ist der Anton Muster.", tasks=[])
        | {"tool_calls": [{"id": "t1", "args": {"customer_name": "Anton Muster"}}]}
    )
    assert words(found) == ["Muster Anton, und mein Mann ist der Muster Berta."]


def test_stand_ins_read_as_names_and_tell_people_apart() -> None:
    people = [f"Person{chr(97 + n // 26)}{chr(97 + n % 26)} Nachname" for n in range(60)]
    rows = [{"id": str(n), "customer": name} for n, name in enumerate(people)]
    found = [row["customer"] for row in redacted({"call": {}, "bookings": rows})["bookings"]]
    assert len({name.split()[-1].lower() for name in found}) == 60
    assert [read_customer_name(name) for name in found] == found

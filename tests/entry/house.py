"""A house with two salons behind one server, as the tests of the doors see it."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from holdfast.actions.apply_tenant import apply_tenant
from holdfast.actions.manage_keys import create_key
from holdfast.app import Application
from holdfast.sample import sample_tenant_file
from holdfast.testing.clock import PinnedClock

SALON = "salon-lindenhof"
OTHER = "salon-nordstern"
DIALLED = "+493012345678"
OTHER_DIALLED = "+493087654321"


@dataclass
class House:
    """The server, asked with the key of the first salon unless another is named."""

    http: httpx.AsyncClient
    clock: PinnedClock
    application: Application
    keys: dict[str, str] = field(default_factory=dict)
    key_ids: dict[str, str] = field(default_factory=dict)
    calls: int = 0

    async def move_in(self) -> None:
        """Apply both salons and make a key for each."""
        desk, text = self.application.desk, sample_tenant_file()
        other = text.replace(SALON, OTHER).replace(DIALLED, OTHER_DIALLED).replace("Salon Lindenhof", "Salon Nordstern")
        for slug, file in ((SALON, text), (OTHER, other)):
            assert (await apply_tenant(desk, file, f"{slug}.toml")).faults == ()
            made = await create_key(desk, slug, "for tests")
            assert made is not None
            self.keys[slug], self.key_ids[slug] = made.key, made.record.id

    def bearer(self, salon: str = SALON) -> dict[str, str]:
        """The header that carries a salon's key."""
        return {"Authorization": f"Bearer {self.keys[salon]}"}

    async def get(self, path: str, salon: str = SALON, **headers: str) -> httpx.Response:
        """Read something of the API; header names with underscores."""
        return await self.http.get(f"/api/v1{path}", headers={**self.bearer(salon), **_dashed(headers)})

    async def read(self, path: str, salon: str = SALON) -> Any:
        """The same, as the JSON of a 200."""
        response = await self.get(path, salon)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, salon: str = SALON, **headers: str) -> httpx.Response:
        """Change something over the API."""
        return await self.http.post(f"/api/v1{path}", headers={**self.bearer(salon), **_dashed(headers)})

    async def ask(self, tool: str, args: Any, salon: str = SALON, **headers: str) -> httpx.Response:
        """Call a tool at the plain door; `args` as bytes are sent as they are."""
        body = {"content": args} if isinstance(args, bytes) else {"json": args}
        return await self.http.post(
            f"/t/{salon}/tools/{tool}", headers={**self.bearer(salon), **_dashed(headers)}, **body
        )

    async def answer(self, tool: str, args: dict[str, Any], salon: str = SALON, **headers: str) -> Any:
        """The same, as the answer."""
        response = await self.ask(tool, args, salon, **headers)
        assert response.status_code == 200, response.text
        return response.json()

    def new_call(self) -> dict[str, str]:
        """The headers of a call that nobody made before, from a number of its own."""
        self.calls += 1
        number = f"+49151123456{self.calls:02d}"
        return {"x_call_id": f"call_{self.calls:03d}abcdef0123456789", "x_caller_number": number}

    async def book(
        self, time: str = "10:00", service: str = "Herrenhaarschnitt", salon: str = SALON, day: str = "2026-11-27"
    ) -> Any:
        """Book a visit in a call of its own; the answer of `book`, with the id of the call."""
        call = self.new_call()
        offered = await self.answer(
            "check_availability", {"service": service, "date": day, "time": time}, salon, **call
        )
        assert offered["state"] == "held", offered
        slot = offered["options"][0]["slot_id"]
        booked = await self.answer("book", {"slot_id": slot, "customer_name": "Erika Beispiel"}, salon, **call)
        assert booked["state"] == "confirmed", booked
        return {**booked, "call_id": call["x_call_id"]}


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}

"""A webhook never leads into the network we stand in, whatever its name looks up to."""

import socket
from typing import Any

import pytest

from holdfast.post.addresses import resolve
from holdfast.post.port import Forbidden, Unreachable
from holdfast.post.webhooks import key_of, signature


def looked_up_to(monkeypatch: pytest.MonkeyPatch, *ips: str) -> None:
    def found(_host: str, port: int, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in ips]

    monkeypatch.setattr(socket, "getaddrinfo", found)


INSIDE = [
    "10.0.0.5", "172.16.3.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1", "240.0.0.1",
    "fe80::1", "fc00::1", "::", "::ffff:10.0.0.5", "64:ff9b::a00:5", "2002:a00:5::1",
]  # fmt: skip


@pytest.mark.parametrize("ip", INSIDE)
@pytest.mark.parametrize("loopback", [True, False])
def test_an_address_inside_is_refused(monkeypatch: pytest.MonkeyPatch, ip: str, loopback: bool) -> None:
    looked_up_to(monkeypatch, ip)
    with pytest.raises(Forbidden):
        resolve("https://hooks.example.org/x", loopback=loopback)


def test_one_address_inside_among_others_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up_to(monkeypatch, "93.184.216.34", "10.0.0.5")
    with pytest.raises(Forbidden):
        resolve("https://hooks.example.org/x", loopback=False)


@pytest.mark.parametrize("ip", ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
def test_this_very_machine_only_where_it_is_allowed(monkeypatch: pytest.MonkeyPatch, ip: str) -> None:
    looked_up_to(monkeypatch, ip)
    with pytest.raises(Forbidden):
        resolve("http://localhost:8000/x", loopback=False)
    assert resolve("http://localhost:8000/x?y=1", loopback=True).path == "/x?y=1"


def test_only_https_goes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up_to(monkeypatch, "93.184.216.34")
    with pytest.raises(Forbidden):
        resolve("http://hooks.example.org/x", loopback=True)
    target = resolve("https://hooks.example.org/x", loopback=False)
    assert (target.ip, target.host, target.port) == ("93.184.216.34", "hooks.example.org", 443)


@pytest.mark.parametrize("url", ["ftp://x.example/", "https://u:p@x.example/", "https:///x", "https://x:99999/", "x"])
def test_what_is_no_address_of_the_web_is_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        resolve(url, loopback=True)


def test_a_name_that_nobody_knows_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_more: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(Unreachable):
        resolve("https://hooks.example.org/x", loopback=False)


def test_the_signature_is_that_of_the_scheme() -> None:
    """The example of the published scheme, reckoned by its reference: id, timestamp and body, joined by dots."""
    secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    body = '{"test": 2432232314}'
    told = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body) == told


def test_a_secret_that_is_no_base64_is_taken_as_it_is() -> None:
    assert key_of("einfach") == b"einfach"
    assert key_of("whsec_%%%") == b"whsec_%%%"

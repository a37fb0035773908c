"""What a visitor may do: read strictly, and every act and value named when it is wrong."""

import msgspec
import pytest

from motcua.stage import acts

DECODER = msgspec.json.Decoder(acts.Any)


@pytest.mark.parametrize(
    ("body", "act"),
    [
        (b'{"act":"press","device":"kiosk-1","service":"land"}', acts.Press(device="kiosk-1", service="land")),
        (b'{"act":"key","device":"counter-1","key":"fee"}', acts.Key(device="counter-1", key="fee")),
        (b'{"act":"touch","device":"hall","x":1,"y":2.5}', acts.Touch(device="hall", x=1, y=2.5)),
        (b'{"act":"line","device":"counter-1","plugged":false}', acts.Plug(device="counter-1", plugged=False)),
        (b'{"act":"onestop","away":true}', acts.Cut(away=True)),
        (b'{"act":"accept","counter":"1","procedure":"1.2"}', acts.Accept(counter="1", procedure="1.2")),
    ],
)
def test_an_act_is_read(body: bytes, act: acts.Act) -> None:
    assert DECODER.decode(body) == act


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"act":"fly"}',
        b'{"act":"press","device":"kiosk-1"}',
        b'{"act":"press","device":"kiosk-1","service":"land","more":1}',
        b'{"act":"key","device":"counter-1","key":"dance"}',
        b'{"act":"paper","device":"kiosk-1","state":"half"}',
        b'{"act":"touch","device":"hall","x":-1,"y":0}',
        b'{"act":"touch","device":"hall","x":NaN,"y":0}',
        b'{"act":"supplement","counter":"1","procedure":"1","items":[]}',
        b'{"act":"kill","program":""}',
    ],
)
def test_what_is_no_act_is_refused(body: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        DECODER.decode(body)


def test_every_act_is_named_with_its_fields_and_their_values() -> None:
    said = acts.usage()
    assert "key{device, key: next|start|fee|finish}" in said
    assert "paper{device, state: out|low|full}" in said
    assert "line{device, plugged: true|false}" in said
    assert "accept{counter, procedure, ticket?}" in said
    assert "supplement{counter, procedure?, items, code?, ticket?}" in said
    assert "refuse{counter, procedure?, reason, code?, ticket?}" in said

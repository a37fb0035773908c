"""What a counter says of who logs in; a part of devicekit.messages."""

from devicekit.message_fields import Body, DeviceId, PinKeyText, SealedPin


class LoginTyped(Body, frozen=True, kw_only=True, tag="LoginTyped"):
    """An officer typed their number and PIN; `key` is the CounterSet.login_key that they are sealed to."""

    counter: DeviceId
    key: PinKeyText
    sealed: SealedPin

"""What people hold before a scanner. Every card here is made up; NAME and NUMBER must never be seen again."""

NAME, NUMBER = "Nguyễn Văn Mẫu", "062090000018"
PLACE = "Thôn Kon Rbang, xã Đăk Rơ Wa, tỉnh Quảng Ngãi"
CODE = "000.00.53.H48-220921-0099"
ID_CARD = f"{NUMBER}||{NAME}|03091990|Nam|{PLACE}|17122021"
ID_CARDS = {
    "plain": ID_CARD,
    "with an old number": f"{NUMBER}|233123456|{NAME}|03091990|Nam|{PLACE}|17122021",
    "of 2024, with more fields": f"{ID_CARD}||{NAME}|{NAME}|",
    "with blanks": ID_CARD.replace("|", " | "),
    "with a damaged name": ID_CARD.replace("ễ", "\N{REPLACEMENT CHARACTER}"),
}
HEALTH_CARDS = {
    "of 2021": f"5120000001|{NAME.encode().hex()}|03/09/1990|1|51 - 001|01/01/2026|-|",
    "older": f"HS4511234567890|{NAME.encode().hex()}|03/09/1990|1|{PLACE.encode().hex()}|51 - 001|$",
}
SECRETS = (NAME, NUMBER, NAME.encode().hex(), "Nguyễn", "0900000", PLACE, "1234567890", "5120000001")


def leaked(text: str) -> list[str]:
    """What of a card is in this text."""
    return [secret for secret in SECRETS if secret in text]

"""What the virtual one-stop system offers: procedures as the national list has them, and people whom nobody knows."""

from datetime import datetime, timedelta
from typing import Literal

from msgspec import Struct

# Kon Tum's unit code, written the newer way.
UNIT = "H34.12"
LOOK_UP = "https://motcua.example.vn/tra-cuu?ma={code}"
CLOSING_HOUR = 17
SATURDAY = 5

FeeAfter = Literal["", "return", "leave"]


class Procedure(Struct, frozen=True, kw_only=True):
    """An entry of the catalogue as it is sent, and the working days that it takes."""

    code: str
    name: str
    agency: str
    fee: int | None = None
    fee_after: FeeAfter = ""
    days: int


class Applicant(Struct, frozen=True, kw_only=True):
    """Whose dossier it is. Real systems send such things, and the hub must drop them unread."""

    full_name: str
    id_number: str
    phone: str
    address: str


PROCEDURES = (
    Procedure(
        code="1.004199",
        name="Cấp đổi Giấy chứng nhận quyền sử dụng đất",
        agency="Sở Nông nghiệp và Môi trường",
        fee=100_000,
        fee_after="return",
        days=10,
    ),
    Procedure(
        code="1.001612",
        name="Đăng ký thành lập hộ kinh doanh",
        agency="Sở Tài chính",
        fee=100_000,
        fee_after="",
        days=3,
    ),
    Procedure(
        code="2.000488",
        name="Cấp Phiếu lý lịch tư pháp theo yêu cầu của cá nhân",
        agency="Sở Tư pháp",
        fee=200_000,
        fee_after="leave",
        days=10,
    ),
    Procedure(code="1.001193", name="Đăng ký khai sinh", agency="Sở Tư pháp", fee=0, days=1),
    Procedure(code="2.000815", name="Chứng thực bản sao từ bản chính", agency="Sở Tư pháp", fee=2_000, days=0),
    Procedure(code="1.001776", name="Thực hiện trợ cấp xã hội hằng tháng", agency="Sở Nội vụ", days=22),
)

_FAMILY = ("Lê Văn", "Phạm Thị", "Hoàng Minh", "Đặng Thị", "Y", "A")
_GIVEN = ("Thử", "Mẫu", "Ví Dụ", "Giả Định", "Minh Họa")


def procedure_of(code: str) -> Procedure | None:
    return next((each for each in PROCEDURES if each.code == code), None)


def applicant_of(number: int) -> Applicant:
    """A made-up person: no province and no network has the number 000."""
    return Applicant(
        full_name=f"{_FAMILY[number % len(_FAMILY)]} {_GIVEN[number % len(_GIVEN)]}",
        id_number=f"000{number:09}",
        phone=f"0000{number:06}",
        address=f"Thôn {number % 9 + 1}, xã Ví Dụ",
    )


def due(accepted: datetime, days: int) -> datetime:
    """The end of the working day that many working days on; Saturday and Sunday are none."""
    day = accepted
    while days > 0 or day.weekday() >= SATURDAY:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day.replace(hour=CLOSING_HOUR, minute=0, second=0, microsecond=0)

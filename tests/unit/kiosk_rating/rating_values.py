"""Values for the tests of the rating screen."""

from msgspec.structs import replace

from devicekit.messages import Agency, RatingSet
from devicekit.orders import AskRating
from devicekit.steps import Ordered, Started
from devicekit.text_files import load_texts
from kiosk_rating.circular_files import load_questions
from kiosk_rating.logic import RatingLogic
from kiosk_rating.pages import Pages
from kiosk_rating.state import Asking, State, Survey

LISTS = load_questions()
PAGES = Pages(load_texts("vi"), load_texts("en"), LISTS)
LOGIC = RatingLogic(PAGES, LISTS)
TAGS = ("wait", "guide", "attitude", "papers", "trips", "late", "other")
PHOTO = "/api/v1/officers/anh/photo?v=" + "0" * 64
COUNTER = RatingSet(
    mode="counter",
    centre="Trung tâm Phục vụ hành chính công tỉnh Kon Tum",
    counter="1",
    officer="Nguyễn Thị Ánh Nguyệt",
    position="Chuyên viên, Sở Nông nghiệp và Môi trường",
    photo=PHOTO,
    tags=TAGS,
    questions="tt01-2018",
)
NAMES = (
    "Sở Nông nghiệp và Môi trường",
    "Sở Tư pháp",
    "Sở Tài chính",
    "Sở Xây dựng",
    "Sở Nội vụ",
    "Công an tỉnh",
    "Sở Văn hóa, Thể thao và Du lịch",
    "Bảo hiểm xã hội tỉnh",
    "Ủy ban nhân dân xã Đăk Rơ Wa",
)
HALL = RatingSet(
    mode="agency",
    centre=COUNTER.centre,
    agencies=tuple(Agency(id=f"agency-{i}", name=name) for i, name in enumerate(NAMES)),
    questions="tt01-2018",
)
CODE = "000.00.53.H48-220921-0099"
VISIT = "20261123.A012.counter-1"
STARTED = Started("rating-1", "s1", {}, ())


def asked(visit: str = VISIT, command: str = "c1", levels: int = 3, seconds: int = 45) -> Ordered:
    body = AskRating(visit=visit, number=visit.split(".")[1], seconds=seconds, levels=levels)  # type: ignore[arg-type]
    return Ordered(command, body, 0)


def asking(levels: int = 3) -> Asking:
    return Asking(VISIT, "A012", levels, "c1", 0.0)  # type: ignore[arg-type]


def every_page() -> dict[str, State]:
    """A state for each page that there is."""
    at_counter, in_hall = State(shown=COUNTER), State(shown=HALL)
    scans = in_hall._replace(scanner=True)
    steps = range(-1, len(LISTS["tt01-2018"].questions))
    return {
        "waiting": State(),
        "idle": at_counter,
        "evacuate": State(shown=replace(COUNTER, evacuate=True), asking=asking()),
        **{f"ask{n}": at_counter._replace(asking=asking(n)) for n in (3, 4, 5)},
        "why": at_counter._replace(asking=asking()._replace(stage="why", tags=("wait", "papers"))),
        "thanks": at_counter._replace(closing="thanks"),
        "trouble": at_counter._replace(asking=asking(), trouble=True),
        "identify": State(device="rating-1", shown=COUNTER, identify=True),
        "agencies": in_hall,
        "more": in_hall._replace(first=8),
        **{f"step{n}": in_hall._replace(survey=Survey("agency-6", n)) for n in steps},
        "pick": scans,
        "scanned": scans._replace(dossier=CODE),
        **{f"misread_{kind}": scans._replace(misread=kind) for kind in ("id_card", "health_card", "unknown")},
        **{f"scanned_step{n}": scans._replace(survey=Survey("agency-6", n), dossier=CODE) for n in steps},
        "not_yet": in_hall._replace(closing="not_yet"),
        "paused": State(shown=RatingSet(mode="agency", centre=COUNTER.centre, questions="tt99")),
    }

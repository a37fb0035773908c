"""What a program with a printer is told: which printer there is and how it is wired, and what its papers say."""

from typing import Annotated, Literal

from msgspec import Meta

from devicekit.settings import File, Folder, Name, Settings
from devicekit.settings_words import Language
from printer.head import RasterCommand
from printer.presenter import Untaken

Dots = Annotated[int, Meta(ge=192, le=2040)]
Page = Annotated[int, Meta(ge=0, le=255)]
Dpi = Annotated[int, Meta(ge=100, le=600)]


class PaperTable(Settings, frozen=True, kw_only=True):
    """What every paper says."""

    site: Annotated[Name, Meta(description="name of the centre, at the top of the paper")]
    hotline: Annotated[str, Meta(max_length=40, description="telephone number for help; empty: none")] = ""
    slogan: Annotated[str, Meta(max_length=120, description="a line below the name of the centre; empty: none")] = ""
    logo: Annotated[File | None, Meta(description="the centre's logo, a PNG in black and white; left out: none")] = None
    layouts: Annotated[
        Folder | None, Meta(description="folder with the centre's own layouts, such as ticket.toml; left out: ours")
    ] = None
    language: Annotated[Language, Meta(description="language of the paper")] = "vi"
    timezone: Annotated[Name, Meta(description="time zone of the times on the paper")] = "Asia/Ho_Chi_Minh"


class PrinterSettings(Settings, frozen=True, kw_only=True):
    """One thermal printer."""

    driver: Annotated[Name, Meta(description="how it is reached: tcp, serial, usb, cups, or an installed driver")]
    address: Annotated[
        Name,
        Meta(
            description="tcp: host:port (port 9100 if left out); serial: a path under /dev/serial/by-path; "
            "usb: /dev/usb/lp0; cups: the name of its queue"
        ),
    ]
    baud: Annotated[
        Literal[9600, 19200, 38400, 57600, 115200], Meta(description="serial only: bits a second, see its self-test")
    ] = 115200
    flow: Annotated[
        Literal["none", "rtscts", "xonxoff"],
        Meta(
            description="serial only: flow control; without one a small receive buffer loses parts of a ticket. A "
            "printer set to DTR/DSR has its DTR wired to CTS here: rtscts"
        ),
    ] = "rtscts"
    profile: Annotated[
        Name,
        Meta(
            description="profile of ours or of python-escpos: width, resolution, cutter, letters; tcvn3-80, "
            "TM-T88V, POS-5890 …"
        ),
    ] = "TM-T20II"
    letters: Annotated[
        Literal["auto", "raster", "tcvn3", "cp1258", "ascii"],
        Meta(description="who draws the letters: auto, the cheapest that is right; raster, we; otherwise the printer"),
    ] = "auto"
    tcvn3: Annotated[
        bool | None,
        Meta(description="whether it prints TCVN-3 right, Đ and capitals too, where the profile is wrong"),
    ] = None
    composes: Annotated[
        bool | None, Meta(description="whether it puts the tones of CP1258 above their letters; most print them beside")
    ] = None
    pages: Annotated[
        dict[str, Page],
        Meta(description="numbers of code pages from its self-test, as { TCVN-3-1 = 30, TCVN-3-2 = 31, CP1258 = 52 }"),
    ] = {}
    raster: Annotated[bool | None, Meta(description="whether it prints pictures; left out: as the profile says")] = None
    raster_command: Annotated[
        RasterCommand | None,
        Meta(
            description="how it takes pictures; left out: GS v 0, or GS ( L where the profile has only that; ESC * is "
            "slower, for printers that know neither"
        ),
    ] = None
    native_qr: Annotated[bool | None, Meta(description="whether it draws QR codes, where the profile is wrong")] = None
    native_barcode: Annotated[
        bool | None, Meta(description="whether it draws Code 128 itself, where the profile is wrong")
    ] = None
    stored_logo: Annotated[
        int, Meta(ge=0, le=255, description="number of the centre's logo in the printer's memory (FS p); 0: none")
    ] = 0
    process_id: Annotated[
        bool,
        Meta(description="whether it answers GS ( H, the surest word that a paper is out; Epson TM models of today do"),
    ] = False
    automatic: Annotated[
        bool,
        Meta(
            description="serial and usb: whether it tells changes unasked (GS a); then it is asked now and then only. "
            "Epson TM models do"
        ),
    ] = False
    presenter: Annotated[
        bool, Meta(description="whether it holds the paper in its mouth until somebody takes it (GS e)")
    ] = False
    take_s: Annotated[
        float, Meta(ge=5, le=600, description="presenter only: seconds until a paper counts as not taken")
    ] = 30.0
    untaken: Annotated[
        Untaken, Meta(description="presenter only: what becomes of such a paper: left, taken back in, or dropped")
    ] = "retract"
    dots: Annotated[
        Dots | None,
        Meta(description="printable width in dots where the profile is not right: 384, 576"),
    ] = None
    dpi: Annotated[Dpi | None, Meta(description="dots an inch where the profile is not right: 180, 203, 300")] = None
    cut: Annotated[
        Literal["part", "full", "none"] | None, Meta(description="how to cut where the profile is not right")
    ] = None
    answer_s: Annotated[
        float, Meta(gt=0, le=10, description="seconds to wait for an answer before the printer counts as silent")
    ] = 0.5
    roll_m: Annotated[
        float, Meta(ge=0, le=500, description="metres of a new roll, to tell how much paper is left; 0: not told")
    ] = 0
    finish_s: Annotated[
        float, Meta(gt=0, le=60, description="seconds that printing a ticket may take once all of it is sent")
    ] = 6.0

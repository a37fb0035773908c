"""A visitor of the living floor: Debian's Chromium on the page of a real `motcua demo`.

What it tells is what is drawn: lit segments, dots of paper, the samples that reach the sound card.
"""

import io
import os
import re
import signal
import subprocess
import sys
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests
from conftest import free_port, wait_until
from far_end import words_on
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, sync_playwright

CHROMIUM = "/usr/bin/chromium"
COUNTER, FEE, KIOSK = "counter-1", "counter-4", "kiosk-1"
OFFICER, AGENCY = "#place-rating-1 .glass img", "#place-rating-hall .glass img"
PAPER = ".kiosk .tray .paper img"
# Root has no sandbox; and nothing of its own may go out into the network.
FLAGS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
# A browser, eleven programs and their test on two processors.
PATIENCE_S = 30.0
DRAWN_MS = 100
# A key that two spoke on a line at once is lost; an officer presses again.
KEY_S, TRIES = 5.0, 3
SHAPES = {
    "abcdef": "0",
    "bc": "1",
    "abdeg": "2",
    "abcdg": "3",
    "bcfg": "4",
    "acdfg": "5",
    "acdefg": "6",
    "abc": "7",
    "abcdefg": "8",
    "abcdfg": "9",
    "abcefg": "A",
    "adef": "C",
    "bcefg": "H",
    "def": "L",
    "bcdef": "U",
    "": " ",
}
# Whatever a page sends to the sound card is heard: how long it will last, and how loud it has been.
EAR = """
const heard = (window.heard = []), connect = AudioNode.prototype.connect;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode) {
    const ear = new AnalyserNode(this.context), samples = new Float32Array(ear.fftSize);
    const note = { seconds: this.buffer.duration, loudest: 0 };
    connect.call(this, ear);
    heard.push(note);
    setInterval(() => { ear.getFloatTimeDomainData(samples); note.loudest = Math.max(note.loudest, ...samples); }, 40);
  }
  return connect.call(this, to, ...rest);
};
"""
# The picture as the browser has it, dot for dot.
DOTS = """async (img) => {
  await img.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [img.naturalWidth, img.naturalHeight];
  canvas.getContext("2d").drawImage(img, 0, 0);
  return canvas.toDataURL().split(",")[1];
}"""
# Which segments of each digit are drawn in the colour of light: by where they are, not by what they are called. What
# blinks is looked at while it is lit.
SEGMENTS = """async (svg) => {
  const dark = () => svg.closest(".blink") && document.documentElement.matches(".dark-beat");
  while (dark()) await new Promise((again) => requestAnimationFrame(again));
  const fill = (shape) => getComputedStyle(shape).fill, lit = svg.querySelector(".lit"), light = lit && fill(lit);
  const place = (segment) => {
    const { x, y, width, height } = segment.getBBox(), upper = y + height / 2 < 50;
    if (width > height) return y + height < 30 ? "a" : y > 70 ? "d" : "g";
    return x + width / 2 > 30 ? (upper ? "b" : "c") : (upper ? "f" : "e");
  };
  return [...svg.querySelectorAll("g")].map((cell) =>
    [...cell.children].filter((segment) => fill(segment) === light).map(place).sort().join(""));
}"""


@contextmanager
def running_demo(scratch: Path) -> Iterator[str]:
    """The page's address, of a demo that Ctrl-C ends cleanly."""
    command = [sys.executable, "-m", "motcua", "demo", "--port", str(free_port())]
    said = (scratch / "demo.log").open("wb")
    environment = {**os.environ, "TMPDIR": str(scratch)}
    demo = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, env=environment)
    said.close()
    assert demo.stdout is not None
    try:
        ready = demo.stdout.readline().decode().split()
        assert ready[:1] == ["ready"], (scratch / "demo.log").read_text()
        yield ready[1]
    finally:
        demo.send_signal(signal.SIGINT)
        ended = demo.wait(PATIENCE_S)
        demo.stdout.close()
    assert (ended, (scratch / "demo.log").read_text()) == (0, "")


@contextmanager
def open_browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield browser
        browser.close()


class Visitor:
    """One tab; what the browser complains of is in `complaints`."""

    def __init__(self, browser: Browser, url: str) -> None:
        self.url, self.complaints = url, list[str]()
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="vi-VN")
        context.set_default_timeout(PATIENCE_S * 1000)
        context.add_init_script(EAR)
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._request)
        self.page.on("response", self._response)

    def enter(self) -> None:
        """Opens the page and waits until every part of it is drawn."""
        self.page.goto(self.url)
        self.wait(lambda: self.page.locator("#counters .counter").count() == 4, "the counters")
        whole = "[...document.images].every((each) => each.complete)"
        self.wait(
            lambda: self.page.locator(".glass img[src]").count() == 2 and self.page.evaluate(whole), "the screens"
        )

    def leave(self) -> None:
        self.page.context.close()

    def wait(self, claim: Callable[[], object], what: str, seconds: float = PATIENCE_S) -> None:
        def right() -> object:
            # Not more often than the page draws: the programs need the processors.
            return claim() or self.page.wait_for_timeout(DRAWN_MS)

        wait_until(right, what, seconds)

    # What is drawn

    def digits(self, device: str) -> str:
        """What the lit segments of a counter's LED display form."""
        cells: list[str] = self.page.locator(f"#place-{device} .digits.led").evaluate(SEGMENTS)
        return "".join(SHAPES.get(cell, "?") for cell in cells).strip()

    def blinks(self, device: str) -> bool:
        return bool(self.page.locator(f"#place-{device} .panel.blink").count())

    def lamps(self) -> str:
        """The lamps of the ticket machine, by their order: o lit, * blinking, . dark."""
        styles = self.page.locator("[data-service]").evaluate_all("(all) => all.map((each) => each.className)")
        return "".join("*" if "blink" in each else "o" if "lit" in each else "." for each in styles)

    def dots(self, img: str | Locator) -> Image.Image:
        """A picture of the page."""
        place = self.page.locator(img) if isinstance(img, str) else img
        return Image.open(io.BytesIO(b64decode(place.evaluate(DOTS))))

    def wait_to_read(self, img: str, *words: str) -> None:
        """Waits until those words are on a picture of the page."""
        read = {"": ""}

        def right() -> bool:
            # Reading costs much: each picture is read once.
            source = str(self.page.get_attribute(img, "src"))
            if source in read:
                return False
            read[source] = words_on(self.dots(img))
            return all(word in read[source] for word in words)

        try:
            self.wait(right, f"{words} on {img}")
        except AssertionError as error:
            raise AssertionError(f"this was read on {img}: {read}") from error

    def photo(self, place: str | None = None) -> Image.Image:
        """The page, or a part of it, as a person sees it while what blinks is lit."""
        taken = [b""]

        def lit() -> bool:
            self.page.wait_for_selector("html:not(.dark-beat)")
            taken[0] = self.page.screenshot() if place is None else self.page.locator(place).screenshot()
            return not self.page.locator("html.dark-beat").count()

        self.wait(lit, "a picture between two dark beats")
        return Image.open(io.BytesIO(taken[0]))

    def text(self, place: str) -> str:
        return self.page.locator(place).inner_text()

    def board(self) -> list[tuple[str, str]]:
        """Number and counter of each call on the hall board, newest first."""
        if not self.page.locator("#newest .big-number").count():
            return []
        newest = self.text("#newest .big-number"), re.sub(r"\D", "", self.text("#newest .big-counter"))
        rows: list[list[str]] = self.page.locator("#calls tr").evaluate_all(
            "(rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent))"
        )
        return [newest, *((number, counter) for number, counter in rows)]

    def heard(self) -> list[Any]:
        return list(self.page.evaluate("window.heard"))

    # What is done

    def tour_step(self, n: int) -> None:
        """Has the tour do step `n`, which it then calls done."""
        self.wait(lambda: str(n) in self.text("#tour-step"), f"step {n}")
        self.page.click("#tour-do")
        self.wait(lambda: self.page.locator("#tour.done").count(), f"step {n} to be done: {self.text('#tour-text')}")

    def key(self, press: Callable[[], object], kind: str) -> str:
        """Presses an officer's key until the hub has it in its log as `kind`; the number that it was about."""
        before = len(self.about(kind))
        for tries in range(1, TRIES + 1):
            press()
            try:
                self.wait(lambda: len(self.about(kind)) > before, kind, KEY_S)
                break
            except AssertionError:
                if tries == TRIES:
                    raise
        return self.about(kind)[-1]

    def act(self, name: str, **values: object) -> None:
        """What a visitor would do, where the way there is not what is judged."""
        answer = requests.post(f"{self.url}/stage/do", json={"act": name, **values}, timeout=PATIENCE_S)
        assert answer.status_code == 200, answer.text

    def facts(self) -> list[Any]:
        """The hub's log, from its beginning."""
        hub = self.page.get_attribute("#hub-page", "href")
        return list(requests.get(f"{hub}/api/v1/events", timeout=PATIENCE_S).json()["entries"])

    def about(self, kind: str) -> list[str]:
        """The numbers of all facts of a kind, in the order of the log."""
        return [each["fact"]["number"] for each in self.facts() if each["kind"] == kind]

    def numbers(self) -> list[str]:
        """Every number that was given, in the order of the log."""
        return [each["fact"]["number"] for each in self.facts() if each["kind"] in ("TicketTaken", "ReserveTaken")]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:")):
            self.complaints.append(f"asked elsewhere: {request.url}")

    def _response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

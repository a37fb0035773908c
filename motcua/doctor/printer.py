"""A printer as a technician meets it: how it is, what it answers and is, a trial page; each with what to do."""

from collections.abc import Iterator

from devicekit.errors import PortError
from devicekit.settings_words import Language
from devicekit.text_files import load_texts
from devicekit.texts import Texts
from printer.device import Printer
from printer.driver_escpos import EscposPrinter
from printer.drivers import open_printer
from printer.layout import lay_out
from printer.layout_files import layout_for_print
from printer.logo import site_of
from printer.papers import self_test_content
from printer.press import Press
from printer.profiles import may_be
from printer.self_test import facts_of
from printer.settings import PaperTable, PrinterSettings
from printer.status import STOPPING, PrinterStatus, trouble


class PrinterDoctor:
    """One visit. `well` is whether everything was right so far."""

    def __init__(self, device: str, settings: PrinterSettings, paper: PaperTable, language: Language) -> None:
        self._device, self._settings, self._paper = device, settings, paper
        self._texts: Texts = load_texts(language)
        self._keys = self._texts.keys()
        self.well = True

    def visit(self) -> Iterator[str]:
        """Walk through it, a line for each finding, as soon as it is found. Raises DriverError, ValueError."""
        printer = open_printer(self._settings)
        try:
            status = printer.status()
            yield from self._state(status)
            if trouble(status) in STOPPING:
                return
            if isinstance(printer, EscposPrinter):
                yield from self._introduction(printer)
            yield from self._trial(printer)
        finally:
            printer.close()

    def _state(self, status: PrinterStatus) -> Iterator[str]:
        code = trouble(status)
        self.well = self.well and code not in STOPPING
        yield self._say("state", state=self._named(code) if code else self._say("well"))
        if status.detail:
            yield status.detail
        if code:
            yield self._say("next", what=self._to_do(code))

    def _introduction(self, printer: EscposPrinter) -> Iterator[str]:
        try:
            name, answers = printer.introduce()
        except PortError as error:
            self.well = False
            yield str(error)
            return
        yield self._say("answers", answers=", ".join(answers)) if answers else self._say("answers_nothing")
        profile = self._settings.profile
        if not name:
            yield self._say("name_none", profile=profile)
        else:
            is_other = not may_be(name, profile)
            yield self._say("name_other" if is_other else "name", name=name, profile=profile)
            if is_other:
                self.well = False
                yield self._say("next", what=self._to_do("other_model"))

    def _trial(self, printer: Printer) -> Iterator[str]:
        content = self_test_content(
            self._device, facts_of(self._settings, self._texts), site_of(self._paper), self._device
        )
        document = lay_out(layout_for_print("selftest", self._paper.layouts), content, self._texts)
        pressed = Press(self._settings, printer).print(document)
        if pressed.outcome in ("confirmed", "sent"):
            yield self._say(pressed.outcome)
            yield self._say("look")
            return
        self.well = False
        yield self._say("not_printed", reason=self._named(pressed.reason))
        yield self._say("next", what=self._to_do(pressed.reason))

    def _named(self, code: str) -> str:
        key = f"tech.printer.{code}"
        return self._texts.get(key) if key in self._keys else code

    def _to_do(self, code: str) -> str:
        key = f"doctor.printer.do.{code}"
        return self._texts.get(key if key in self._keys else "doctor.printer.do.other")

    def _say(self, key: str, **values: str) -> str:
        return self._texts.get(f"doctor.printer.{key}", **values)

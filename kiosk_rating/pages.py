"""The pages of a rating screen, made from its state: what is said, what can be touched. Pure."""

from collections.abc import Mapping

from devicekit.messages import RatingSet
from devicekit.texts import Texts
from devicekit.touch.page import Button, Mark, Page, Person, Tone, Words
from kiosk_rating.circular import QuestionList
from kiosk_rating.state import Asking, State, Survey

# More would be too small to read on the smallest screen.
AGENCIES_ON_PAGE = 8
# By number of levels, the best first: STRINGS' letters a, b, c … and what colour and face say the same.
_SCALES: dict[int, tuple[Tone, ...]] = {
    3: ("best", "good", "poor"),
    4: ("best", "good", "middle", "poor"),
    5: ("best", "good", "middle", "poor", "worst"),
}
_MARKS: dict[Tone, Mark] = {"best": "best", "good": "good", "middle": "middle", "poor": "poor", "worst": "worst"}


class Pages:
    """Writes pages in Vietnamese with English beside it."""

    def __init__(self, vietnamese: Texts, english: Texts, lists: Mapping[str, QuestionList]) -> None:
        self._vi, self._en, self._lists = vietnamese, english, lists

    def of(self, state: State) -> Page:
        """The page for this state."""
        shown = state.shown
        if state.identify and not (shown is not None and shown.evacuate):
            return Page("identify", "message", Words(""), Words(state.device))
        if shown is None:
            return Page("waiting", "message", Words(""), self._say("rate.waiting"))
        if shown.evacuate:
            # Whoever stands here must not begin to answer questions.
            return Page("evacuate", "message", Words(""), self._say("voice.evacuate"))
        page = self._at_counter(state, shown) if shown.mode == "counter" else self._in_hall(state, shown)
        if state.trouble:
            page = page._replace(note=self._say("rate.not_kept"))
        return page._replace(place=Words(shown.centre), corner=self._corner(state, shown))

    # At a counter

    def _at_counter(self, state: State, shown: RatingSet) -> Page:
        person = self._person(state, shown)
        if state.closing:
            return self._thanks()
        if state.asking is None:
            return Page("idle", "ask", Words(""), self._say("rate.idle"), person=person)
        if state.asking.stage == "why":
            return self._why(state.asking, shown)
        return self._ask(state.asking, shown, person)

    def _ask(self, asking: Asking, shown: RatingSet, person: Person | None) -> Page:
        kind = f"officer.kind.{shown.kind}"
        title = Words(self._vi.get("rate.q", kind=self._vi.get(kind)), self._en.get("rate.q", kind=self._en.get(kind)))
        scale = _SCALES[asking.levels]
        levels = (
            Button(
                f"level:{asking.levels - i}",
                _unbroken(self._say(f"rate.{asking.levels}.{'abcde'[i]}")),
                tone=tone,
                mark=_MARKS[tone],
            )
            for i, tone in enumerate(scale)
        )
        return Page(
            f"ask:{asking.visit}",
            "ask",
            Words(""),
            title,
            over=self._say("rate.which", number=asking.number),
            person=person,
            buttons=tuple(levels),
            note=self._say("rate.private"),
        )

    def _why(self, asking: Asking, shown: RatingSet) -> Page:
        keys = self._vi.keys()
        known = [tag for tag in shown.tags if f"rate.tag.{tag}" in keys]
        reasons = (
            Button(
                f"tag:{tag}",
                self._say(f"rate.tag.{tag}"),
                mark="tick" if tag in asking.tags else "box",
                chosen=tag in asking.tags,
            )
            for tag in known
        )
        return Page(
            f"why:{asking.visit}",
            "choices",
            Words(""),
            self._say("rate.why"),
            buttons=tuple(reasons),
            actions=(
                Button("skip", self._say("rate.skip")),
                Button("send", self._say("rate.send"), tone="primary"),
            ),
        )

    def _person(self, state: State, shown: RatingSet) -> Person | None:
        if not shown.officer:
            return None
        return Person(shown.officer, shown.position, state.photo.url if state.photo.shown else "")

    # In the hall

    def _in_hall(self, state: State, shown: RatingSet) -> Page:
        questions = self._lists.get(shown.questions)
        if questions is None or not shown.agencies:
            return Page("paused", "message", Words(""), self._say("rate.paused"))
        if state.closing == "not_yet":
            return Page("not_yet", "message", Words(""), self._say("agency.not_yet"))
        if state.closing:
            return self._thanks()
        return self._survey(state, shown, questions)._replace(note=self._scan_note(state))

    def _survey(self, state: State, shown: RatingSet, questions: QuestionList) -> Page:
        if state.survey is None:
            return self._agencies(state, shown)
        name = next((agency.name for agency in shown.agencies if agency.id == state.survey.agency), "")
        if state.survey.step < 0:
            return self._received(name)
        return self._question(state.survey, name, questions)

    def _scan_note(self, state: State) -> Words:
        """What became of a scan; before one, where a scan is looked for, how it is done."""
        if state.misread:
            return self._say(f"agency.scan.{state.misread}")
        if state.dossier:
            return self._say("agency.scan.done", code=state.dossier)
        begun = state.survey is not None and state.survey.step >= 0
        return self._say("kiosk.scan") if state.scanner and not begun else Words("")

    def _agencies(self, state: State, shown: RatingSet) -> Page:
        some = shown.agencies[state.first : state.first + AGENCIES_ON_PAGE]
        more = (Button("more", self._say("agency.more")),) if len(shown.agencies) > AGENCIES_ON_PAGE else ()
        return Page(
            f"agencies:{state.first}",
            "list",
            Words(""),
            self._say("agency.pick" if state.scanner and not state.dossier else "agency.choose"),
            over=self._say("agency.title"),
            buttons=tuple(Button(f"agency:{each.id}", Words(each.name), mark="building") for each in some),
            actions=more,
        )

    def _received(self, agency: str) -> Page:
        return Page(
            "received",
            "question",
            Words(""),
            self._say("agency.q0"),
            over=Words(agency),
            buttons=(Button("yes", self._say("agency.yes")), Button("no", self._say("agency.no"))),
            actions=(self._back(),),
        )

    def _question(self, survey: Survey, agency: str, questions: QuestionList) -> Page:
        question, count = questions.questions[survey.step], len(questions.questions)
        answers = (Button(f"points:{choice.points}", choice.words) for choice in question.choices)
        return Page(
            f"question:{survey.step}",
            "question",
            Words(""),
            question.words,
            over=Words(agency),
            buttons=tuple(answers),
            actions=(self._back(),),
            progress=(survey.step + 1, count),
            tally=self._say("agency.progress", i=survey.step + 1, n=count),
        )

    # Both

    def _thanks(self) -> Page:
        return Page("thanks", "message", Words(""), self._say("rate.thanks"), mark="done")

    def _back(self) -> Button:
        return Button("back", self._say("kiosk.back"), mark="back")

    def _corner(self, state: State, shown: RatingSet) -> Words:
        """The counter; the visit, where the page has no other place for it."""
        if state.asking is not None and state.asking.stage == "why" and not state.closing:
            return self._say("rate.which", number=state.asking.number)
        return self._say("rate.counter", n=shown.counter) if shown.counter else Words("")

    def _say(self, key: str, **values: object) -> Words:
        return Words(self._vi.get(key, **values), self._en.get(key, **values))


def _unbroken(words: Words) -> Words:
    """The two syllables of one word stay on one line."""
    return words._replace(text=words.text.replace("HÀI LÒNG", "HÀI\N{NO-BREAK SPACE}LÒNG"))

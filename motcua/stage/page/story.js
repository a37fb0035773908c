// A ticket's story, in a dialog.
import { byId, make } from "./dom.js";
import { lang, say } from "./words.js";

export async function tell(number) {
  byId("story-title").textContent = say("stage.story", { number });
  lines([say("stage.wait")]);
  byId("story-dialog").showModal();
  try {
    const answer = await fetch(`/stage/story/${encodeURIComponent(number)}`);
    const story = answer.ok ? (await answer.json())[lang()] : [];
    lines(story.length ? story : [say("stage.story.none")]);
  } catch { lines([say("stage.lost")]); }
}

function lines(texts) {
  byId("story").replaceChildren(...texts.map((text) => {
    const [, time, rest] = /^(\d\d:\d\d:\d\d\S*)\s+(.*)$/s.exec(text) ?? [null, "", text];
    return make("li", "", ...(time ? [make("time", "", time)] : []), make("span", "", rest));
  }));
}

export function start() {
  for (const each of document.querySelectorAll("dialog")) {
    each.querySelector("[data-close]").addEventListener("click", () => each.close());
    each.addEventListener("click", (event) => { if (event.target === each) each.close(); });
  }
}

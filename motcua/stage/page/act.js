// What a visitor does: told to the floor, and said when it did not work.
import { byId } from "./dom.js";
import { lang, say } from "./words.js";

const TOLD_MS = 6000;
let timer = 0;

// True when the floor did it.
export async function act(name, values = {}) {
  try {
    const answer = await fetch("/stage/do", {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ act: name, ...values }),
    });
    if (answer.ok) return true;
    const problem = await answer.json();
    tell(say("stage.failed", { why: problem[lang()] || problem.detail || problem.title || answer.status }));
  } catch (error) {
    tell(error instanceof TypeError ? say("stage.lost") : String(error));
  }
  return false;
}

export function tell(text) {
  const told = byId("told");
  told.textContent = text;
  clearTimeout(timer);
  timer = setTimeout(() => { told.textContent = ""; }, TOLD_MS);
}

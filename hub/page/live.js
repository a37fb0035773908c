// What the pages of the hub share: the live stream, drawn by the page's own draw(view). The token, where one is needed,
// stays in this tab.
"use strict";

const element = (id) => document.getElementById(id);
const word = (name) => document.body.dataset[name] || name;
const clock = (ms) => new Date(ms).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
let newest = null;

function say(text) {
  element("banner").hidden = !text;
  element("banner").textContent = text;
}

function identity() {
  const token = sessionStorage.getItem("token");
  return token ? { authorization: `Bearer ${token}` } : {};
}

async function watch() {
  const answer = await fetch("/api/v1/live", { headers: identity() });
  element("login").hidden = answer.status !== 401;
  if (!answer.ok) throw new Error((await answer.json()).vi);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = "", part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (text + part.value).split("\n\n");
    text = events.pop();
    const data = events.flatMap((event) => event.split("\n")).filter((line) => line.startsWith("data: "));
    if (data.length) draw(newest = JSON.parse(data.at(-1).slice(6)));
  }
}

async function watchForEver() {
  for (;;) {
    try {
      await watch();
    } catch (error) {
      if (error.name !== "TypeError") say(error.message);
    }
    if (newest) say(word("stale").replace("TIME", clock(newest.at_ms)));
    await new Promise((again) => setTimeout(again, 2000));
  }
}

element("login").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", element("token").value);
  location.reload();
});

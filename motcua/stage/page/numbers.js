// Which number a paper of a kiosk bears, as the wire said it.
import { onMessages } from "./live.js";
import { say, speak } from "./words.js";

const PRINTED = ["TicketPrinted", "PrintTicket", "TicketIssued"];
const fresh = new Map(), claimed = new Map();

// The number that a device printed and that no paper of it bears yet; "" while the wire has not said it. Asked once.
export function claim(device) {
  const number = fresh.get(device) ?? "";
  fresh.delete(device);
  if (number) claimed.set(device, number);
  return number;
}

export function start() {
  onMessages((messages) => {
    for (const each of messages) {
      if (!each.number || !PRINTED.includes(each.type)) continue;
      if (claimed.get(each.device) !== each.number) fresh.set(each.device, each.number);
      if (each.type === "TicketPrinted" && Date.now() - each.at_ms < 5000) speak(say("stage.paper.printed", { number: each.number }));
    }
  });
}

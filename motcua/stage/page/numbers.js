// Which number a kiosk printed last, as the wire said it.
import { onMessages } from "./live.js";
import { say, speak } from "./words.js";

const PRINTED = ["TicketPrinted", "PrintTicket", "TicketIssued"];
const last = new Map();
let latest = "";

export const lastNumber = (device) => last.get(device) ?? "";

// The number of the newest message of one of these types.
export const latestNumber = () => latest;

export function start() {
  onMessages((messages) => {
    for (const each of messages) {
      if (!each.number || !PRINTED.includes(each.type)) continue;
      latest = each.number;
      if (last.get(each.device) !== each.number) last.set(each.device, each.number);
      if (each.type === "TicketPrinted" && Date.now() - each.at_ms < 5000) speak(say("stage.paper.printed", { number: each.number }));
    }
  });
}

// The chat page: ties the box, the buttons, the sending and the hearing together.

import * as bubbles from "./bubbles.js";
import * as hearing from "./hearing.js";
import * as keep from "./keep.js";
import { post } from "./net.js";
import * as sending from "./sending.js";

const texts = document.getElementById("log").dataset;
const box = document.getElementById("box");
const notice = document.getElementById("notice");

let expired = false;
let seen = 0;
let toldSeen = 0;
let begun = false;

function tell(state) {
  if (expired) return;
  expired = state === "expired";
  notice.hidden = state === "online";
  notice.textContent = state === "online" ? "" : state === "expired" ? texts.expired : texts.offline;
}

function show(messages, today) {
  texts.today = today;
  for (const message of messages) {
    if (message.said) {
      bubbles.mine(message.key, message.text, message.at, message.press);
      sending.arrived(message.key);
    } else {
      bubbles.answer(message, (token, index, label) => sending.say(label, `${token}.${index}`));
      seen = Math.max(seen, message.id);
    }
  }
  if (!begun) begin();
  tellSeen();
}

// Unsent messages of an earlier visit come after what the server has.
function begin() {
  begun = true;
  sending.start(tell);
  bubbles.bottom();
}

async function tellSeen() {
  if (document.visibilityState !== "visible" || seen <= toldSeen || expired) return;
  const upTo = seen;
  const answer = await post("/chat/seen", { cursor: upTo });
  if (answer.ok) toldSeen = Math.max(toldSeen, upTo);
}

function send() {
  const text = box.value.trim();
  if (!text) return;
  sending.say(text);
  box.value = "";
  grow();
}

function grow() {
  keep.box(box.value);
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

document.getElementById("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  send();
});
box.addEventListener("keydown", (event) => {
  // While a Chinese input method is composing, Enter belongs to it (229 is how old browsers say so).
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  send();
});
box.addEventListener("input", grow);
for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => sending.say(button.dataset.say));
}
document.getElementById("out").addEventListener("submit", (event) => {
  if (keep.queue().length && !confirm(texts.unsent)) return event.preventDefault();
  keep.forget();
});
document.addEventListener("visibilitychange", tellSeen);

// Somebody may have typed before this script was here. The buttons wait for it: the browser's own sending loses text.
box.value = box.value || keep.box();
grow();
for (const button of document.querySelectorAll("footer button")) button.disabled = false;
hearing.start(show, tell);
// Without the server the page still shows and keeps what is typed.
setTimeout(() => begun || begin(), 3000);

// The chat page: ties the box, the buttons, the sending and the hearing together.

import * as bubbles from "./bubbles.js";
import * as files from "./files.js";
import * as hearing from "./hearing.js";
import * as keep from "./keep.js";
import { post, renew } from "./net.js";
import * as sending from "./sending.js";
import "./settings.js";

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

function note(sentence) {
  notice.hidden = false;
  notice.textContent = sentence;
}

function show(messages, today) {
  texts.today = today;
  for (const message of messages) {
    if (message.said) {
      bubbles.mine(message.key, message.text, message.at, message.press, message.files);
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
  const taken = files.take();
  if (!text && !taken.length) return;
  sending.say(text, "", taken);
  box.value = "";
  grow();
}

function grow() {
  keep.box("text", box.value);
  box.style.height = "auto";
  box.style.height = `${box.scrollHeight + 2}px`;
}

// Somebody signed in again elsewhere in this browser: the page goes on if it is the same person.
async function looked() {
  if (document.visibilityState !== "visible") return;
  if (!expired) tellSeen();
  else if (await renew()) location.reload();
}

// The service worker keeps the page for when there is no network; on the first visit it was not there yet.
async function settle() {
  await navigator.serviceWorker.register("/sw.js");
  await navigator.serviceWorker.ready;
  const kept = await caches.match("/");
  if (kept && (await kept.text()).includes(`data-account="${texts.account}"`)) return;
  await (await caches.open("baocun.page")).add("/");
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
document.addEventListener("visibilitychange", looked);
// The back button must not bring back the page of whoever has signed out.
addEventListener("pageshow", (event) => event.persisted && location.reload());

async function open() {
  await keep.load();
  // Somebody may have typed before this script was here. The buttons wait: the browser's own sending loses text.
  const before = await keep.box("text");
  box.value = box.value || before || "";
  grow();
  await files.start(note);
  for (const button of document.querySelectorAll("footer button")) button.disabled = false;
  hearing.start(show, tell);
  // Without the server the page still shows and keeps what is typed.
  setTimeout(() => begun || begin(), 3000);
  if (navigator.serviceWorker && window.caches) settle().catch(() => undefined);
}
open();

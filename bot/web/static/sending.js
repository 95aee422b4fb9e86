// Sending what was typed: in order, one at a time, again until the server has it. The id stays, so again is harmless.
// Photos and voice notes of a message go first, each on its own, so that a broken line costs one of them and not all.

import * as bubbles from "./bubbles.js";
import * as keep from "./keep.js";
import { newId, post, upload } from "./net.js";

const texts = document.getElementById("log").dataset;
const WAITS = [2, 4, 8, 15, 30, 60];
// Answers after which the same message or file can never be taken.
const NEVER = [413, 415, 422];

const refused = new Set();
let busy = false;
let tries = 0;
let timer = 0;
let told = () => {};

// `tell(state)` hears "online", "offline" or "expired".
export function start(tell) {
  told = tell;
  for (const message of keep.queue()) draw(message);
  addEventListener("online", flush);
  flush();
}

// `files` are {id, kind, bytes}.
export function say(text, press, files) {
  const typed_at = new Date().toISOString();
  const message = { id: newId(), text, press: press || "", files: files || [], typed_at };
  keep.add(message);
  draw(message);
  flush();
}

function draw(message) {
  bubbles.mine(message.id, message.text, here(message.typed_at), message.press, message.files);
  bubbles.waiting(message.id);
}

// The phone's own clock serves for a message that the server has not dated yet.
function here(iso) {
  const moment = new Date(iso);
  return new Date(moment - moment.getTimezoneOffset() * 60000).toISOString().slice(0, 19);
}

export async function flush() {
  if (busy) return;
  busy = true;
  clearTimeout(timer);
  try {
    for (let next = waiting(); next; next = waiting()) {
      bubbles.sending(next.id);
      if (!(await once(next))) break;
    }
  } finally {
    busy = false;
  }
}

function waiting() {
  return keep.queue().find((message) => !refused.has(message.id));
}

// True when the next message may go.
async function once(message) {
  const stopped = await handIn(message);
  if (stopped) return failed(message, stopped);
  const files = message.files.map(({ id, kind }) => ({ id, kind }));
  if (!message.text && !message.press && !files.length) {
    keep.drop(message.id); // all it had was refused, and its bubble says why
    return true;
  }
  const { id, text, press, typed_at } = message;
  const answer = await post("/chat", { id, text, press, files, typed_at, sent_at: new Date().toISOString() });
  if (!answer.ok) return failed(message, answer);
  tries = 0;
  keep.drop(id);
  bubbles.delivered(id);
  told("online");
  return true;
}

// Hands in the files that the server does not have yet; the answer that stopped it, if one did.
async function handIn(message) {
  for (const file of message.files.filter((each) => each.bytes)) {
    const answer = await upload(`/chat/file?id=${file.id}&kind=${file.kind}`, file.bytes);
    if (NEVER.includes(answer.status)) {
      message.files = message.files.filter((each) => each !== file);
      bubbles.refused(message.id, answer.body.error || texts.failed);
    } else if (!answer.ok) {
      return answer;
    }
    file.bytes = null;
    keep.change(message);
  }
  return null;
}

function failed(message, answer) {
  // Only the answer was lost: meanwhile the server has shown the message.
  if (!keep.queue().includes(message)) return true;
  if (answer.status === 401) told("expired");
  else if (answer.status === 0) told("offline");
  const never = NEVER.includes(answer.status);
  if (never) refused.add(message.id);
  else if (answer.status !== 401) timer = setTimeout(flush, WAITS[Math.min(tries++, WAITS.length - 1)] * 1000);
  const again = [texts.again, flush];
  if (answer.status === 0) bubbles.waiting(message.id, [again]);
  else bubbles.failed(message.id, answer.body.error, [never ? [texts.takeBack, () => takeBack(message)] : again]);
  return never;
}

// A message the server will never take goes back into the box, to be shortened.
function takeBack(message) {
  const box = document.getElementById("box");
  box.value = box.value ? `${message.text}\n${box.value}` : message.text;
  box.dispatchEvent(new Event("input"));
  keep.drop(message.id);
  bubbles.remove(message.id);
  box.focus();
}

// The server showed it: an earlier try had arrived after all.
export function arrived(key) {
  keep.drop(key);
  bubbles.delivered(key);
}

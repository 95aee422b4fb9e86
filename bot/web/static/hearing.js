// Hearing what is new: a stream of server-sent events, or asking every few seconds where a stream does not work.

import { get } from "./net.js";

const POLL_SECONDS = 3;
// A proxy that holds events back is noticed by the first one not coming.
const FIRST_SECONDS = 8;
const MOST_FAILURES = 3;

const me = document.getElementById("log").dataset.account;

let cursor = "0";
let show = () => {};
let told = () => {};
let source = null;
let failures = 0;
let timer = 0;

// `shower(messages, today)` draws; `tell(state)` hears "online", "offline" or "expired".
export function start(shower, tell) {
  show = shower;
  told = tell;
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && !source) poll();
  });
  if (window.EventSource) stream();
  else poll();
}

function stream() {
  source = new EventSource(`/chat/stream?me=${me}&after=${cursor}`);
  let first = setTimeout(fallBack, FIRST_SECONDS * 1000);
  source.addEventListener("messages", (event) => {
    clearTimeout(first);
    failures = 0;
    take(JSON.parse(event.data));
  });
  source.addEventListener("gone", () => {
    clearTimeout(first);
    source.close();
    told("expired");
  });
  source.addEventListener("error", () => {
    told("offline");
    failures += 1;
    if (source.readyState === EventSource.CLOSED || failures >= MOST_FAILURES) {
      clearTimeout(first);
      fallBack();
    }
  });
}

function fallBack() {
  if (source) source.close();
  source = null;
  poll();
}

async function poll() {
  clearTimeout(timer);
  if (document.visibilityState === "visible") {
    const answer = await get(`/chat/messages?me=${me}&after=${cursor}`);
    if (answer.status === 401) return told("expired");
    if (answer.ok) take(answer.body);
    else told("offline");
    if (answer.ok && answer.body.more) return poll();
  }
  clearTimeout(timer);
  timer = setTimeout(poll, POLL_SECONDS * 1000);
}

function take(batch) {
  cursor = batch.cursor;
  told("online");
  show(batch.messages, batch.today);
}

// Drawing the conversation. Everything said is set as text, never as markup.

import { thumb } from "./pictures.js";

const log = document.getElementById("log");
const scroll = document.getElementById("scroll");
const newer = document.getElementById("newer");
const texts = log.dataset;

const QUIET_MINUTES = 10;
const answers = new Map(); // id → element
const own = new Map(); // key → element
const cards = new Map(); // about → {id, element}
const offers = new Map(); // token → {element, about}
let before = "";

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

function append(element, at, mine) {
  const low = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 160;
  time(at);
  log.append(element);
  if (!low && !mine) newer.hidden = false;
  else if (!mine && element.offsetHeight > scroll.clientHeight) beginning(element);
  else bottom();
}

export function bottom() {
  scroll.scrollTop = scroll.scrollHeight;
  newer.hidden = true;
}

// What is longer than the screen is read from its beginning.
function beginning(element) {
  scroll.scrollTop += element.getBoundingClientRect().top - scroll.getBoundingClientRect().top - 8;
  newer.hidden = true;
}

// A line with the time wherever the conversation paused. Times are the township's, whatever the phone thinks.
function time(at) {
  if (!at) return;
  const pause = before === "" || Math.abs(new Date(at) - new Date(before)) > QUIET_MINUTES * 60000;
  if (pause || before.slice(0, 10) !== at.slice(0, 10)) {
    const [, month, day] = at.slice(0, 10).split("-").map(Number);
    const date = texts.monthDay.replace("{month}", month).replace("{day}", day);
    const today = at.slice(0, 10) === texts.today;
    log.append(make("li", "time", (today ? "" : `${date} `) + at.slice(11, 16)));
  }
  before = at;
}

// One message of the bot. `press` is called with (token, index, label).
export function answer(message, press) {
  if (answers.has(message.id)) return;
  const element = make("li", message.labels.length ? "card" : "");
  element.append(make("span", "name", `${texts.bot}: `), make("div", "bubble", message.text));
  if (message.files.length) element.append(shown(message.files));
  for (const paper of message.papers) element.append(enclosed(paper));
  if (message.labels.length) {
    const chips = make("div", "chips");
    message.labels.forEach((label, index) => {
      const chip = make("button", "", label);
      chip.type = "button";
      chip.addEventListener("click", () => press(message.token, index, label));
      chips.append(chip);
    });
    element.append(chips);
    offers.set(message.token, { element, about: message.about });
  }
  answers.set(message.id, element);
  if (message.about) replace(message, element);
  append(element, message.at, false);
}

// The photos and voice notes of a card; each is fetched when it comes into view, or is asked for.
function shown(files) {
  const row = make("div", "files");
  files.forEach(({ id, kind }, index) => {
    if (kind === "voice") {
      const sound = make("audio");
      sound.controls = true;
      sound.preload = "none";
      sound.src = `/photo/${id}`;
      return row.append(sound);
    }
    const link = make("a");
    link.href = `/photo/${id}`;
    link.target = "_blank";
    const picture = make("img");
    Object.assign(picture, { loading: "lazy", width: 96, height: 96, alt: `${texts.photo} ${index + 1}` });
    picture.src = `/photo/${id}?small`;
    link.append(picture);
    row.append(link);
  });
  return row;
}

// A file made for the reader: a picture as wide as the card, anything else by its name.
function enclosed({ id, name, mime }) {
  const link = make("a", "paper");
  link.href = `/paper/${id}`;
  if (mime.startsWith("image/")) {
    const picture = make("img");
    Object.assign(picture, { loading: "lazy", alt: name });
    picture.addEventListener("load", () => newer.hidden && bottom());
    picture.src = link.href;
    link.target = "_blank";
    link.append(picture);
  } else {
    link.download = name;
    link.append(name);
  }
  return link;
}

// What a message of one's own brings, in words and, as long as it is on this phone, as small pictures.
function brought(files) {
  const row = make("div", "files");
  for (const [kind, words] of [["photo", texts.photos], ["voice", texts.voices]]) {
    const count = files.filter((file) => file.kind === kind).length;
    if (count) row.append(make("span", "", words.replace("{n}", count)));
  }
  for (const file of files) {
    if (file.bytes && file.kind === "photo") thumb(file.bytes).then((canvas) => canvas && row.append(canvas));
  }
  return row;
}

// The newest card about a record is the one with buttons.
function replace(message, element) {
  const known = cards.get(message.about);
  if (known && known.id > message.id) return retire(element);
  if (known) retire(known.element);
  cards.set(message.about, { id: message.id, element });
}

function retire(element) {
  const chips = element.querySelector(".chips");
  if (chips) chips.remove();
  element.classList.add("old");
  if (!element.querySelector(".aside")) element.append(make("div", "aside", texts.replaced));
}

// A question is answered once; a card about a record keeps its buttons until a newer card comes.
export function pressed(press) {
  const offer = offers.get(press.split(".")[0]);
  if (!offer || offer.about) return;
  const chips = offer.element.querySelector(".chips");
  if (!chips) return;
  // The keyboard's place is not lost with the button it was on.
  if (chips.contains(document.activeElement)) log.focus({ preventScroll: true });
  chips.remove();
}

// One message of the person's own: drawn when it is typed, and known again when the server shows it.
export function mine(key, text, at, press, files) {
  if (press) pressed(press);
  if (own.has(key) || !(text || files.length)) return;
  const element = make("li", "own");
  const bubble = make("div", "bubble", text);
  if (files.length) bubble.append(brought(files));
  element.append(make("span", "name", `${texts.me}: `), bubble, make("div", "refused"), make("div", "state"));
  own.set(key, element);
  append(element, at, true);
}

function state(key, name, ...parts) {
  const element = own.get(key);
  if (!element) return;
  element.className = `own ${name}`;
  element.querySelector(".state").replaceChildren(...parts);
}

export function sending(key) {
  state(key, "sending", texts.sending);
}

export function delivered(key) {
  state(key, "delivered", `✓ ${texts.delivered}`);
}

// It goes by itself as soon as there is a network. `ways` are buttons: [[label, what to do]].
export function waiting(key, ways) {
  state(key, "waiting", make("span", "", texts.waiting), ...buttons(ways || []));
  if (own.get(key) === log.lastElementChild) bottom();
}

// `why` is the server's sentence.
export function failed(key, why, ways) {
  state(key, "failed", make("span", "", why || texts.failed), ...buttons(ways));
  if (own.get(key) === log.lastElementChild) bottom();
}

// One of its files cannot be kept; the rest goes on without it.
export function refused(key, why) {
  const element = own.get(key);
  if (element) element.querySelector(".refused").append(make("div", "", why));
  state(key, "failed");
}

function buttons(ways) {
  return ways.map(([label, act]) => {
    const button = make("button", "", label);
    button.type = "button";
    button.addEventListener("click", act);
    return button;
  });
}

export function remove(key) {
  const element = own.get(key);
  if (element) element.remove();
  own.delete(key);
}

let low = true;
newer.addEventListener("click", bottom);
scroll.addEventListener("scroll", () => {
  low = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 40;
  if (low) newer.hidden = true;
});
// A notice or a growing box must not cover what was last said.
if (window.ResizeObserver) new ResizeObserver(() => low && bottom()).observe(scroll);

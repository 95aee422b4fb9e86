// What is to go with the next message: photos from camera or album, a voice note. All of it optional.

import * as keep from "./keep.js";
import { newId } from "./net.js";
import { shrunk, thumb } from "./pictures.js";

const texts = document.getElementById("log").dataset;
const strip = document.getElementById("strip");
const photo = document.getElementById("photo");
const voice = document.getElementById("voice");
const MOST = 10;
const LONGEST_SECONDS = 60;
const SPEECH_BITS = 24000;

let chosen = [];
let note = () => {};

// `tell(sentence)` says what could not be done.
export async function start(tell) {
  note = tell;
  chosen = (await keep.box("files")) || [];
  show();
  photo.addEventListener("change", add);
  if (window.MediaRecorder && navigator.mediaDevices) {
    voice.hidden = false;
    voice.addEventListener("click", () => (recording ? recording.stop() : record()));
  }
}

// What goes with the message; from then on it is the message's.
export function take() {
  const taken = chosen;
  set([]);
  return taken;
}

function set(files) {
  chosen = files;
  keep.box("files", files);
  show();
}

async function add() {
  const picked = Array.from(photo.files);
  photo.value = "";
  const room = MOST - chosen.length;
  if (picked.length > room) note(texts.mostFiles);
  for (const file of picked.slice(0, room)) {
    set(chosen.concat([{ id: newId(), kind: "photo", bytes: await shrunk(file) }]));
  }
}

function show() {
  strip.hidden = !chosen.length;
  strip.replaceChildren(...chosen.map(item));
}

function item(file, index) {
  const button = document.createElement("button");
  const name = file.kind === "photo" ? texts.photo : texts.voice;
  button.type = "button";
  button.setAttribute("aria-label", `${texts.takeOff} ${name} ${index + 1}`);
  button.append(`${name} ✕`);
  button.addEventListener("click", () => set(chosen.filter((each) => each !== file)));
  if (file.kind === "photo") thumb(file.bytes).then((canvas) => canvas && button.replaceChildren(canvas, "✕"));
  const entry = document.createElement("li");
  entry.append(button);
  return entry;
}

let recording = null;
async function record() {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch (error) {
    return note(texts.noMicrophone);
  }
  const parts = [];
  const began = Date.now();
  recording = new MediaRecorder(stream, { audioBitsPerSecond: SPEECH_BITS });
  const clock = setInterval(() => tick(began), 250);
  recording.addEventListener("dataavailable", (event) => parts.push(event.data));
  recording.addEventListener("stop", async () => {
    clearInterval(clock);
    for (const track of stream.getTracks()) track.stop();
    recording = null;
    voice.textContent = texts.voice;
    voice.setAttribute("aria-pressed", "false");
    if (chosen.length >= MOST) return note(texts.mostFiles);
    set(chosen.concat([{ id: newId(), kind: "voice", bytes: await new Blob(parts).arrayBuffer() }]));
  });
  recording.start();
  voice.setAttribute("aria-pressed", "true");
  tick(began);
}

function tick(began) {
  const seconds = Math.floor((Date.now() - began) / 1000);
  voice.textContent = `■ ${seconds}/${LONGEST_SECONDS}`;
  if (seconds >= LONGEST_SECONDS && recording) recording.stop();
}

// What this phone keeps until the server has it: unsent messages and the text in the box. One set for each account.

const account = document.getElementById("log").dataset.account;
const QUEUE = `baocun.queue.${account}`;
const BOX = `baocun.box.${account}`;

export function queue() {
  try {
    return JSON.parse(localStorage.getItem(QUEUE)) || [];
  } catch (error) {
    return memory;
  }
}

// Where the browser allows no storage, messages live as long as the page.
let memory = [];
function save(messages) {
  memory = messages;
  try {
    localStorage.setItem(QUEUE, JSON.stringify(messages));
  } catch (error) {
    // full or forbidden: memory has them
  }
}

export function add(message) {
  save(queue().concat([message]));
}

export function drop(id) {
  save(queue().filter((message) => message.id !== id));
}

export function box(text) {
  try {
    if (text === undefined) return localStorage.getItem(BOX) || "";
    localStorage.setItem(BOX, text);
  } catch (error) {
    // the box itself still holds the text
  }
  return text || "";
}

export function forget() {
  save([]);
  box("");
}

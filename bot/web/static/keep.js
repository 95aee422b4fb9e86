// What this phone keeps until the server has it: unsent messages, the text in the box, the files beside it. It lies in
// IndexedDB, apart for each account: whoever signs in next on this phone neither sees nor sends it.

const account = document.getElementById("log").dataset.account;
const DAY = 24 * 3600 * 1000;
// The server dates nothing further back than this, and another person's messages are not kept here for longer.
const MOST_DAYS = 7;

// Of this account, in the order of typing. Memory is what the page works with; where the browser allows no storage,
// messages live as long as the page.
let messages = [];

let opening = null;
function database() {
  opening =
    opening ||
    new Promise((resolve, reject) => {
      const request = indexedDB.open("baocun", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
        request.result.createObjectStore("box");
      };
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  return opening;
}

// One transaction; `work` is given the store and may return a request whose result is wanted.
async function within(store, mode, work) {
  try {
    const open = await database();
    return await new Promise((resolve, reject) => {
      const transaction = open.transaction(store, mode);
      const request = work(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request ? request.result : undefined);
      transaction.onabort = () => reject(transaction.error);
    });
  } catch (error) {
    return undefined; // full or forbidden: memory has it
  }
}

// Reads what an earlier visit left behind.
export async function load() {
  const all = (await within("queue", "readonly", (store) => store.getAll())) || [];
  const old = Date.now() - MOST_DAYS * DAY;
  for (const message of all) {
    if (message.account === account) messages.push(message);
    else if (new Date(message.typed_at) < old) within("queue", "readwrite", (store) => store.delete(message.seq));
  }
}

export function queue() {
  return messages;
}

export async function add(message) {
  message.account = account;
  messages = messages.concat([message]);
  const seq = await within("queue", "readwrite", (store) => store.add(message));
  if (!messages.includes(message)) return seq === undefined || within("queue", "readwrite", (store) => store.delete(seq));
  message.seq = seq;
}

// The message as it is now, with what has already gone taken out of it.
export function change(message) {
  if (message.seq !== undefined) within("queue", "readwrite", (store) => store.put(message));
}

export function drop(id) {
  const gone = messages.find((message) => message.id === id);
  if (!gone) return;
  messages = messages.filter((message) => message !== gone);
  if (gone.seq !== undefined) within("queue", "readwrite", (store) => store.delete(gone.seq));
}

// "text" or "files" of the box, to be read (one argument) or kept.
export async function box(part, value) {
  const key = `${account}.${part}`;
  if (value === undefined) return within("box", "readonly", (store) => store.get(key));
  return within("box", "readwrite", (store) => store.put(value, key));
}

// Whether anybody on this phone has something unsent.
export async function anything() {
  return messages.length > 0 || ((await within("queue", "readonly", (store) => store.count())) || 0) > 0;
}

export async function forget() {
  messages = [];
  await within("queue", "readwrite", (store) => store.clear());
  await within("box", "readwrite", (store) => store.clear());
  try {
    localStorage.clear();
    for (const name of await caches.keys()) await caches.delete(name);
  } catch (error) {
    // nothing of the kind in this browser
  }
}

// Talking to the server. A request answers {ok, status, body}; status 0 means that nothing came back.

const SECONDS = 20;
// A photo takes longer than a minute where there is only 2G.
const FILE_SECONDS = 240;

const log = document.getElementById("log");

export async function get(path) {
  return request(path, { headers: { Accept: "application/json" } }, SECONDS);
}

export async function post(path, body) {
  return ours(path, "application/json", JSON.stringify(body), SECONDS);
}

export async function upload(path, bytes) {
  return ours(path, "application/octet-stream", bytes, FILE_SECONDS);
}

// A page that was opened without a network, or before signing in again, carries an old token: it asks for the new one.
async function ours(path, type, body, seconds) {
  const send = () =>
    request(path, { method: "POST", headers: { "Content-Type": type, "X-CSRF-Token": log.dataset.csrf }, body }, seconds);
  const answer = await send();
  if (answer.status !== 403) return answer;
  return (await renew()) ? send() : { ok: false, status: 401, body: {} };
}

// True when this page's person is still the one who is signed in.
export async function renew() {
  try {
    const answer = await fetch("/", { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("log");
    if (!page || page.dataset.account !== log.dataset.account) return false;
    log.dataset.csrf = page.dataset.csrf;
    return true;
  } catch (error) {
    return false;
  }
}

async function request(path, options, seconds) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), seconds * 1000);
  try {
    const answer = await fetch(path, Object.assign({ signal: abort.signal, credentials: "same-origin" }, options));
    const body = answer.status === 204 ? {} : await answer.json().catch(() => ({}));
    return { ok: answer.ok, status: answer.status, body };
  } catch (error) {
    return { ok: false, status: 0, body: {} };
  } finally {
    clearTimeout(timer);
  }
}

// A version 7 UUID: it begins with the time, so that ids sort in the order in which messages were typed.
let last = 0;
export function newId() {
  last = Math.max(Date.now(), last + 1);
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let time = last;
  for (let place = 5; place >= 0; place--, time = Math.floor(time / 256)) bytes[place] = time % 256;
  bytes[6] = 0x70 | (bytes[6] & 0x0f);
  bytes[8] = 0x80 | (bytes[8] & 0x3f);
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

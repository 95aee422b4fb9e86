// Talking to the server. A request answers {ok, status, body}; status 0 means that nothing came back.

const SECONDS = 20;

const log = document.getElementById("log");

export async function get(path) {
  return request(path, { headers: { Accept: "application/json" } });
}

export async function post(path, body) {
  return request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRF-Token": log.dataset.csrf },
    body: JSON.stringify(body),
  });
}

async function request(path, options) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), SECONDS * 1000);
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

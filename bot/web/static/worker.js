// The page without a network: this release's files, and the page as it was last shown to whoever is signed in.
// RELEASE and FILES stand in front of this. Nothing else is kept: no message, no photo.

const SHELL = `baocun.files.${RELEASE}`;
const PAGE = "baocun.page";
// On a bad line the page of last time is better than a white screen.
const PATIENCE = 8000;

addEventListener("install", (event) => {
  skipWaiting();
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(FILES)));
});

addEventListener("activate", (event) => {
  const old = (name) => name !== SHELL && name !== PAGE;
  const clear = caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name))));
  event.waitUntil(clear.then(() => clients.claim()));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(event.request));
  else if (event.request.mode === "navigate" && url.pathname === "/") event.respondWith(page(event));
});

async function file(request) {
  return (await caches.match(request)) || fetch(request);
}

async function page(event) {
  const fresh = fetch(event.request).then(async (answer) => {
    const cache = await caches.open(PAGE);
    // Whoever is signed in has a page; after signing out, or when somebody else came in, the old one is gone.
    if (answer.status === 200) await cache.put("/", answer.clone());
    else if (answer.status === 401) await cache.delete("/");
    return answer;
  });
  event.waitUntil(fresh.catch(() => undefined));
  const kept = await caches.match("/");
  if (!kept) return fresh;
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), PATIENCE));
  return Promise.race([fresh.catch(() => kept), late]);
}

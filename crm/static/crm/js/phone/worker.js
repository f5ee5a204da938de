// Keeps the shell of the scan page, so that it opens without server, line or login. KEPT stands above this text.
// Nothing that a login shows is ever kept: only the files below, asked for without its answers.
const SHELL = `phone-shell-${self.KEPT.version}`;
const LATER = "phone-later"; // the barcode reader, once the camera was opened
const { page, files, later, manifest } = self.KEPT;

async function fill() {
  const cache = await caches.open(SHELL);
  await cache.addAll([page, manifest, ...files].map((url) => new Request(url, { cache: "reload" })));
  return self.skipWaiting();
}

async function tidy() {
  const old = (await caches.keys()).filter((name) => name.startsWith("phone-shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  return self.clients.claim();
}

async function fromShell(url) {
  const kept = await (await caches.open(SHELL)).match(url, { ignoreVary: true });
  return kept ?? fetch(url);
}

async function fromLater(request) {
  const cache = await caches.open(LATER);
  const kept = await cache.match(request, { ignoreVary: true });
  if (kept) return kept;
  const fresh = await fetch(request);
  if (fresh.ok) await cache.put(request, fresh.clone());
  return fresh;
}

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (pathname === page || pathname === manifest || files.includes(pathname)) event.respondWith(fromShell(pathname));
  else if (later.some((folder) => pathname.startsWith(folder))) event.respondWith(fromLater(request));
});

// Nobody logs out of a phone that still holds scans: they would stay behind where nobody looks.
const DATABASE = "yike-phone";

// How many scans wait on this device; nothing is made where there is no phone page.
async function unsent() {
  const known = (await indexedDB.databases?.()) ?? [];
  if (!known.some(({ name }) => name === DATABASE)) return 0;
  const asked = (request) => new Promise((done, fail) => Object.assign(request, { onsuccess: () => done(request.result), onerror: () => fail(request.error) }));
  const db = await asked(indexedDB.open(DATABASE));
  try {
    if (!db.objectStoreNames.contains("scans")) return 0;
    const waiting = IDBKeyRange.bound(["waiting"], ["waiting", []]);
    return await asked(db.transaction("scans").objectStore("scans").index("state").count(waiting));
  } finally {
    db.close();
  }
}

// The token goes with the login; the phone itself stays known.
async function dropTokens() {
  const { all, keep } = await import("./phone/store.js");
  for (const fact of await all("facts")) if (fact?.token) await keep(`user:${fact.user}`, { ...fact, token: "" });
}

function refuse(count) {
  const place = document.querySelector("[data-unsent-scans]");
  if (!place) return location.assign(document.querySelector("form[action$='/logout/']").action);
  place.querySelector("[data-unsent-count]").textContent = count;
  place.hidden = false;
  document.querySelector("[data-leave]").disabled = true;
  return place.focus();
}

async function leave(form) {
  const count = await unsent().catch(() => 0);
  if (count) return refuse(count);
  if ((await indexedDB.databases?.())?.some(({ name }) => name === DATABASE)) await dropTokens().catch(() => {});
  return form.submit();
}

export function guardLogout() {
  document.addEventListener("submit", (event) => {
    if (!new URL(event.target.action).pathname.endsWith("/accounts/logout/")) return;
    event.preventDefault();
    leave(event.target);
  });
  if (document.querySelector("[data-unsent-scans]")) unsent().then((count) => count && refuse(count), () => {});
}

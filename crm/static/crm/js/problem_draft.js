// An unfinished problem form waits on the server, never in the browser: it speaks of people.
const AFTER_MS = 2_500;
const waiting = new WeakMap();

export function saveLater(form) {
  clearTimeout(waiting.get(form));
  waiting.set(form, setTimeout(keepDraft, AFTER_MS, form));
}

// What is sent is no draft any more.
export function forgetDraft(form) {
  clearTimeout(waiting.get(form));
  waiting.delete(form);
}

// What has changed since the last time; a form that is gone or sent keeps nothing.
export async function keepDraft(form) {
  if (!waiting.has(form) || !form.isConnected || form.classList.contains("htmx-request")) return;
  forgetDraft(form);
  const told = new FormData(form);
  told.delete("pictures");
  const said = form.querySelector("[data-draft-said]");
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: told, headers: { "X-Draft": "1" }, keepalive: true });
    said.textContent = answer.ok ? said.dataset.words : "";
  } catch {
    said.textContent = "";
    waiting.set(form, 0); // kept when the network is back and something is typed or the page is left
  }
}

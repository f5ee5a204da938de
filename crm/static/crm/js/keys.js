// One-letter keys: / search, j k rows, Enter opens, e edit, n p pages, ? help. Silent where a scanner types.
const TYPING = "input:not([type=checkbox]):not([type=radio]), select, textarea, [contenteditable]";

const rows = () => [...document.querySelectorAll("tr[data-row], [data-row-item]")];

function move(step) {
  const all = rows();
  if (!all.length) return;
  const here = all.findIndex((row) => row.hasAttribute("data-current"));
  const next = all[Math.min(Math.max(here < 0 && step < 0 ? 0 : here + step, 0), all.length - 1)];
  all[here]?.removeAttribute("data-current");
  next.setAttribute("data-current", "");
  next.querySelector("a")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const press = (selector) => document.querySelector(selector)?.click();

const KEYS = {
  "/": () => (document.querySelector("[data-search]") ?? document.querySelector("[data-search-all]"))?.select(),
  j: () => move(1),
  k: () => move(-1),
  e: () => press("[data-edit]"),
  n: () => press("a[rel=next]"),
  p: () => press("a[rel=prev]"),
  "?": () => document.getElementById("keys")?.showModal(),
};

export function listenToKeys() {
  if (document.body.dataset.keys === "off") return;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.matches(TYPING)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    if (document.querySelector("dialog[open]") || !KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
  });
}

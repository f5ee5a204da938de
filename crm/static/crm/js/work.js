// The work page: news comes every half minute, but never moves a row under a finger or beside an open form.
import { tendRemarks } from "./remark_form.js";

const EVERY_MS = 30_000;
const TRY_AGAIN_MS = 2_000;
const QUIET_MS = 4_000;
let touchedAt = -Infinity;

const list = () => document.querySelector("[data-work]");

function busy() {
  const here = list();
  return (
    performance.now() - touchedAt < QUIET_MS ||
    here.contains(document.activeElement) ||
    here.querySelector(".work__slot form") !== null ||
    here.matches(":hover") ||
    getSelection().toString() !== ""
  );
}

function refresh() {
  if (document.hidden) return setTimeout(refresh, TRY_AGAIN_MS);
  if (busy()) {
    list().querySelector("[data-work-pause]").hidden = false;
    return setTimeout(refresh, TRY_AGAIN_MS);
  }
  htmx.ajax("GET", list().dataset.url, { target: "#work", swap: "outerHTML" });
  return setTimeout(refresh, EVERY_MS);
}

// What was done stands in its row, quietly; the next refresh takes the row away.
function mark(event) {
  const done = event.target.closest("[data-done]") ?? event.target.querySelector("[data-done]");
  const row = done?.closest(".work__row");
  if (!row) return;
  row.classList.add("work__row--done");
  row.querySelector(".work__acts")?.remove();
  row.nextElementSibling?.querySelector("[data-edit]")?.focus({ preventScroll: true });
}

// Keys 1–4 choose who signed, wherever the form is.
function chooseSigner(event) {
  const form = event.target.closest?.("[data-sign]");
  if (!form || event.target.matches("input:not([type=radio])") || !/^[1-4]$/.test(event.key)) return;
  form.elements.relation.selectedIndex = Number(event.key) - 1;
  event.preventDefault();
}

for (const gesture of ["pointermove", "pointerdown", "keydown", "wheel"]) {
  document.addEventListener(gesture, (event) => list()?.contains(event.target) && (touchedAt = performance.now()), { passive: true });
}
document.addEventListener("htmx:afterSettle", mark);
document.addEventListener("htmx:afterSettle", (event) => event.target.querySelector?.("[data-sign] select, [data-remark] [name=contact]")?.focus({ preventScroll: true }));
document.addEventListener("keydown", chooseSigner);
tendRemarks();
if (list()) setTimeout(refresh, EVERY_MS);

// The work page: news comes every half minute, but never moves the row under a finger or in hand.
import { tendRemarks } from "./remark_form.js";

const EVERY_MS = 30_000;
const TRY_AGAIN_MS = 2_000;
const QUIET_MS = 4_000;
let touchedAt = -Infinity;
let byMouse = false; // a finger that was lifted still counts as hovering

const list = () => document.querySelector("[data-work]");

function busy() {
  const here = list();
  return (
    performance.now() - touchedAt < QUIET_MS ||
    (byMouse && here.matches(":hover")) ||
    (here.contains(document.activeElement) && !document.activeElement.closest(".work__row")) ||
    getSelection().toString() !== ""
  );
}

async function refresh() {
  let next = TRY_AGAIN_MS;
  if (!document.hidden && !busy()) {
    const fresh = await news().catch(() => null);
    // A hand may have come while the news was on its way.
    if (!fresh) next = EVERY_MS;
    else if (!busy() && patch(fresh)) next = EVERY_MS;
  }
  if (next === TRY_AGAIN_MS && !document.hidden) list().querySelector("[data-work-pause]").hidden = false;
  setTimeout(refresh, next);
}

async function news() {
  const answer = await fetch(list().dataset.url, { headers: { "HX-Request": "true" } });
  return new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html").querySelector("#work");
}

// The rows in hand stay the very same ones, where they are; false when one of them is no work any more.
function patch(fresh) {
  const old = list();
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const inHand = [...old.querySelectorAll(".work__row")].filter((row) => row.contains(focused) || row.querySelector(".work__slot form"));
  const twins = inHand.map((row) => fresh.querySelector(`#${row.id}`));
  if (twins.includes(null)) return false;
  const anchor = focused?.closest(".work__row") ?? inHand[0] ?? firstSeen(old, fresh);
  const top = anchor?.getBoundingClientRect().top;
  const current = old.querySelector("[data-current]")?.id;
  old.replaceWith(document.adoptNode(fresh));
  htmx.process(fresh);
  inHand.forEach((row, place) => {
    row.querySelector(".deadline").replaceWith(twins[place].querySelector(".deadline"));
    row.classList.toggle("work__row--overdue", twins[place].classList.contains("work__row--overdue"));
    twins[place].replaceWith(row);
  });
  if (current) document.getElementById(current)?.setAttribute("data-current", "");
  focused?.focus({ preventScroll: true });
  if (anchor) hold(fresh, document.getElementById(anchor.id), top);
  return true;
}

// Who has scrolled down goes on reading where they were.
function firstSeen(old, fresh) {
  if (scrollY === 0) return null;
  return [...old.querySelectorAll(".work__row")].find((row) => row.getBoundingClientRect().top >= 0 && fresh.querySelector(`#${row.id}`));
}

function hold(page, row, top) {
  const off = () => row.getBoundingClientRect().top - top;
  const scroll = () => scrollBy({ top: off(), behavior: "instant" });
  scroll();
  // Where the page is too short to be scrolled so far, room makes up for it until the next news.
  if (off() < -1) page.style.paddingTop = `${-off()}px`;
  if (off() > 1) {
    page.style.paddingBottom = `${innerHeight}px`;
    scroll();
  }
}

// What was done stands in its row, quietly; the next news takes the row away.
function mark(event) {
  const done = event.target.closest("[data-done]") ?? event.target.querySelector("[data-done]");
  const row = done?.closest(".work__row");
  if (!row) return;
  row.classList.add("work__row--done");
  row.querySelector(".work__acts")?.remove();
  row.nextElementSibling?.querySelector(".work__number")?.focus({ preventScroll: true });
}

// Keys 1–4 choose who signed, wherever the form is.
function chooseSigner(event) {
  const form = event.target.closest?.("[data-sign]");
  if (!form || event.target.matches("input:not([type=radio])") || !/^[1-4]$/.test(event.key)) return;
  form.elements.relation.selectedIndex = Number(event.key) - 1;
  form.elements.relation.dispatchEvent(new Event("change", { bubbles: true }));
  event.preventDefault();
}

// One letter does one step in the row in hand.
function pressKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !/^[a-z]$/.test(event.key)) return;
  if (event.target.closest("input, select, textarea, dialog") || document.querySelector("dialog[open]")) return;
  const row = event.target.closest(".work__row") ?? list()?.querySelector("[data-current]");
  const step = row?.querySelector(`[data-key="${event.key}"]`);
  if (!step) return;
  event.preventDefault();
  step.click();
}

for (const gesture of ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"]) {
  document.addEventListener(gesture, (event) => list()?.contains(event.target) && (touchedAt = performance.now()), { passive: true });
}
for (const gesture of ["pointermove", "pointerdown"]) {
  document.addEventListener(gesture, (event) => (byMouse = event.pointerType === "mouse"), { passive: true });
}
document.addEventListener("htmx:afterSettle", mark);
document.addEventListener("htmx:afterSettle", (event) =>
  event.target.querySelector?.("[data-sign] select, [data-remark] [name=contact], .work__form select")?.focus({ preventScroll: true }),
);
document.addEventListener("keydown", chooseSigner);
document.addEventListener("keydown", pressKey);
document.addEventListener("change", (event) => event.target.matches("[data-courier]") && event.target.form.requestSubmit());
tendRemarks();
if (list()) setTimeout(refresh, EVERY_MS);

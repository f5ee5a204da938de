// The scan desk: number after number, each saved as an event of its own and answered in word, colour, shape and sound.
import { beep } from "./beeps.js";
import { grouped, numbersIn } from "./numbers.js";
import { ScanQueue } from "./scan_queue.js";
import { Wedge } from "./wedge.js";

const SHOWN = 500;
const REFRESH_MS = 30_000;

const form = document.getElementById("desk");
const words = JSON.parse(document.getElementById("desk-words").textContent);
const pattern = new RegExp(`^${form.dataset.pattern}$`);
const field = form.elements.number;
const rows = { bad: form.querySelector("[data-rows=bad]"), good: form.querySelector("[data-rows=good]") };
const signal = form.querySelector("[data-signal]");
const seen = new Map(); // kind, trip and number → row
const byEvent = new Map(); // event id → { row, key, told }
const tally = { new: 0, duplicate: 0, refused: 0 };
let expected = new Set();

const queue = new ScanQueue({
  url: form.dataset.events,
  answered: ({ rows: answers, counts }) => {
    for (const answer of answers) settle(answer);
    if (counts) count(counts);
  },
  refused: (batch, errors) => {
    const text = Object.values(errors).flat().map((error) => error.message).join(" ") || words.reload;
    for (const scan of batch) settle({ event_id: scan.event_id, state: "refused", text });
  },
  changed: showUnsent,
});

const chosenNow = () => {
  const names = ["kind", "outlet", "trip", "shift", "previous_stop", "operator", "relation", "signer", "consent", "consent_at"];
  const chosen = Object.fromEntries(names.map((name) => [name, form.elements[name]?.value ?? ""]));
  return { ...chosen, out_too: form.elements.out_too.checked };
};

function take(text) {
  const numbers = numbersIn(text);
  if (numbers.length === 1 && choseSigner(numbers[0])) return;
  for (const number of numbers) scan(number, numbers.length > 1);
}

// At sign entry a single digit and Enter choose who signed.
function choseSigner(digit) {
  const choice = form.querySelector(`[name=relation][data-key="${digit}"]`);
  if (form.elements.kind.value !== "signed" || !choice) return false;
  choice.checked = true;
  tell("new", choice.parentElement.textContent.trim(), "");
  return true;
}

function scan(number, many) {
  const chosen = chosenNow();
  if (!pattern.test(number)) return finish(addRow(number), "refused", words.bad_number, number);
  if (chosen.kind === "signed" && missingSigner()) return finish(addRow(number), "refused", words.signer, number);
  if (chosen.kind === "signed" && missingConsent()) return finish(addRow(number), "refused", words.consent, number);
  const key = [chosen.kind, chosen.trip, number].join(" ");
  if (seen.has(key)) return finish(addRow(number), "duplicate", words.again, number);
  const row = addRow(number);
  const told = many || expected.has(number);
  if (told && !many) tell("new", words.new, number);
  const event_id = crypto.randomUUID();
  seen.set(key, row);
  byEvent.set(event_id, { row, key, number, told, chosen });
  send({ event_id, number, chosen: JSON.stringify(chosen) });
}

const send = (scan) => queue.add({ ...scan, mono: performance.now(), wall: new Date().toISOString() });

// A wrong scan is not wiped out: another event takes it back.
function takeBack(row) {
  const { number, key, chosen, corrects } = row.scan;
  const event_id = crypto.randomUUID();
  row.querySelector("[data-take-back]").hidden = true;
  draw(row, "waiting", "");
  byEvent.set(event_id, { row, key, number, told: true, chosen });
  send({ event_id, number, corrects, chosen: JSON.stringify(chosen) });
}

function missingSigner() {
  const choice = form.querySelector("[name=relation]:checked");
  return choice?.dataset.needsName !== undefined && !form.elements.signer.value.trim();
}

function missingConsent() {
  const choice = form.querySelector("[name=relation]:checked");
  return choice?.dataset.needsConsent !== undefined && !(form.elements.consent.value && form.elements.consent_at.value);
}

function settle({ event_id, state, text }) {
  const kept = byEvent.get(event_id);
  if (!kept) return;
  byEvent.delete(event_id);
  if (state === "refused" || state === "withdrawn") seen.delete(kept.key);
  if (state === "withdrawn") {
    drawTrip();
    return draw(kept.row, state, "");
  }
  if (state === "new") {
    kept.row.scan = { number: kept.number, key: kept.key, chosen: kept.chosen, corrects: event_id };
    kept.row.querySelector("[data-take-back]").hidden = false;
  }
  if (state !== "refused") {
    expected.delete(kept.number);
    document.querySelector(`[data-missing="${kept.number}"]`)?.remove();
  }
  return finish(kept.row, state, text, kept.number, kept.told && state === "new");
}

// A row has its answer: bad ones stay on top until they are seen to.
function finish(row, state, text, number, silent = false) {
  draw(row, state, text);
  if (state === "refused") rows.bad.prepend(row);
  tally[state] += 1;
  document.querySelector(`[data-tally=${state}]`).textContent = tally[state];
  if (!silent) tell(state, words[state], number);
}

function addRow(number) {
  const row = document.getElementById("desk-row").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-cell=time]").textContent = new Date().toLocaleTimeString("en-GB", { timeZone: "Asia/Shanghai" });
  row.querySelector("[data-cell=number]").replaceChildren(...grouped(number));
  rows.good.prepend(row);
  while (rows.good.children.length > SHOWN) rows.good.lastElementChild.remove();
  form.querySelector("[data-batch-empty]").hidden = true;
  return row;
}

function draw(row, state, text) {
  row.dataset.state = state;
  row.querySelector("[data-cell=state]").replaceChildren(badge(state));
  row.querySelector("[data-cell=text]").textContent = text ?? "";
}

const badge = (state) => document.getElementById(`desk-${state}`).content.cloneNode(true);

// The answer that is read from three metres.
function tell(state, word, number) {
  signal.dataset.signal = state;
  signal.querySelector("[data-signal-shape]").replaceChildren(badge(state).querySelector("svg"));
  signal.querySelector("[data-signal-word]").textContent = word;
  signal.querySelector("[data-signal-number]").replaceChildren(...grouped(number));
  signal.getAnimations?.({ subtree: true }).forEach((animation) => (animation.cancel(), animation.play()));
  beep(state);
}

function count(counts) {
  for (const [name, value] of Object.entries(counts)) {
    const place = document.querySelector(`[data-count=${name}]`);
    if (place) place.textContent = value.toLocaleString("en");
  }
}

function showUnsent({ waiting, why }) {
  const place = form.querySelector("[data-unsent]");
  place.hidden = !why || !waiting.length;
  document.querySelector("[data-tally=waiting]").textContent = waiting.length;
  if (place.hidden) return;
  const oldest = new Date(waiting[0].wall).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  place.querySelector("[data-unsent-words]").textContent = words.unsent.replace("%(count)s", waiting.length).replace("%(oldest)s", oldest);
  place.querySelector("[data-unsent-why]").textContent = words[`why_${why}`];
}

// The tally of the trip: drawn by the server when the trip changes, and now and then because others scan too.
async function drawTrip() {
  const url = `${form.dataset.tripPanel}?trip=${encodeURIComponent(form.elements.trip.value)}`;
  const response = await fetch(url, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  if (!response?.ok || response.redirected) return;
  document.getElementById("trip-tally").innerHTML = await response.text();
  readExpected();
}

function readExpected() {
  const told = document.getElementById("trip-expected");
  expected = new Set(told ? JSON.parse(told.textContent) : []);
  for (const { number } of byEvent.values()) expected.delete(number);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  take(`${field.value}\n${form.elements.numbers.value}`);
  field.value = form.elements.numbers.value = "";
  field.focus();
});
// Where the settings lie below the field (on a phone), what they say stands above it.
function showChosen() {
  const kind = form.querySelector("[name=kind]:checked").parentElement.textContent.trim();
  const { trip } = form.elements;
  const named = form.elements.kind.value === "arrival" && trip.value ? ` · ${trip.value}` : "";
  form.querySelector("[data-chosen]").textContent = kind + named;
}

form.addEventListener("change", (event) => {
  showChosen();
  if (event.target === form.elements.trip) drawTrip();
  if (event.target.name === "outlet") location.search = `?outlet=${encodeURIComponent(event.target.value)}`;
});
form.addEventListener("click", (event) => {
  const row = event.target.closest("[data-take-back]")?.closest("tr");
  if (row) takeBack(row);
});
form.querySelector("[data-send-now]").addEventListener("click", () => queue.now());
form.classList.add("desk--live");
form.querySelector("[data-paste]").open = false;
showChosen();
readExpected();
setInterval(() => document.hidden || queue.waiting.length || drawTrip(), REFRESH_MS);
new Wedge(field, take);

// The phone page: one choice, then scan after scan. A scan is on the disk before it is heard.
import { clean, numbersIn } from "../numbers.js";
import { Wedge } from "../wedge.js";
import { clocks, recall } from "./clock.js";
import { Drawer } from "./drawer.js";
import * as rows from "./rows.js";
import { renew } from "./setup.js";
import { tell } from "./signal.js";
import * as store from "./store.js";
import { Sync } from "./sync.js";

const RENEW_MS = 15 * 60_000;
const ASK_AGAIN_MS = 60_000;
const HEARD_MS = 8_000; // an answer is spoken while the piece is still in the hand
const told = JSON.parse(document.getElementById("told").textContent);
const { words } = told;
const pattern = new RegExp(`^${told.pattern}$`);
const form = document.getElementById("choice");
const scanning = document.getElementById("scanning");
const field = document.getElementById("number");
const weight = document.getElementById("weight");
let device = null;
let outlets = [];
let count = 0;
let line = Promise.resolve(); // one scan after the other, as they were made
let wedge = null;
let renewedAt = -Infinity;

const sync = new Sync({ url: told.urls.scans, most: told.most, changed: refresh, answered });
const drawer = new Drawer({ told, sync, changed: redraw });

function refresh() {
  // A token that another tab has renewed, or an hour has ended: who is logged in gets a new one without being asked.
  if (sync.why === "login" && performance.now() - renewedAt > ASK_AGAIN_MS) login();
  return drawer.refresh();
}

async function redraw() {
  rows.clear();
  const kept = [...(await store.all("scans")).filter(({ corrects }) => !corrects), ...(await store.all("drafts"))];
  const recent = kept.filter((row) => row.device === device); // what others scanned with this phone is theirs
  recent.sort((a, b) => a.wall - b.wall);
  const since = new Date().setHours(0, 0, 0, 0);
  for (const row of recent.slice(-20)) rows.show(row);
  setCount(recent.filter((row) => row.wall >= since && (row.key || row.state === "draft")).length);
  await refresh();
}

function setCount(value) {
  count = value;
  document.querySelector("[data-count]").textContent = count;
}

const chosen = () => Object.fromEntries(new FormData(form));

function showOutlets() {
  const { outlet, trip } = form.elements;
  const kept = outlet.value;
  outlet.replaceChildren(...outlets.map(({ code, name }) => new Option(name, code)));
  if (outlets.some(({ code }) => code === kept)) outlet.value = kept;
  outlet.closest(".field").hidden = outlets.length < 2;
  showTrips(trip.value);
  form.querySelector("[data-start]").disabled = !outlets.length || !device;
}

function showTrips(kept) {
  const { outlet, trip } = form.elements;
  const here = outlets.find(({ code }) => code === outlet.value);
  trip.replaceChildren(trip.options[0], ...(here?.trips ?? []).map(({ no, label }) => new Option(label, no)));
  trip.value = here?.trips.some(({ no }) => no === kept) ? kept : (here?.trip ?? "");
}

// The network's reasons for problems, once they are known; before that its four categories.
async function showReasons() {
  const reasons = (await store.fact("reasons")) ?? [];
  if (!reasons.length) return;
  const { reason } = form.elements;
  const kept = reason.value;
  for (const group of reason.querySelectorAll("optgroup")) {
    const here = reasons.filter(({ category }) => category === group.dataset.category);
    group.replaceChildren(...here.map(({ code, label, category }) => new Option(label, `${category}:${code}`)));
  }
  if ([...reason.options].some(({ value }) => value === kept)) reason.value = kept;
}

function start() {
  const choice = chosen();
  store.keep("chosen", choice).catch(() => {});
  const label = form.querySelector("[name=kind]:checked").parentElement.textContent.trim();
  const arrival = [choice.trip, choice.out_too && words.out_too].filter(Boolean).join(" · ");
  const more = { arrival, delivered: form.elements.relation.selectedOptions[0].textContent };
  document.querySelector("[data-chosen]").textContent = [label, more[choice.kind]].filter(Boolean).join(" · ");
  form.hidden = true;
  scanning.hidden = false;
  scanning.dataset.kind = choice.kind;
  wedge ??= new Wedge(field, take);
  wedge.focus();
  navigator.storage?.persist?.().catch(() => {});
}

function change() {
  camera?.stop();
  scanning.hidden = true;
  form.hidden = false;
}

function take(text) {
  for (const number of numbersIn(text)) line = line.then(() => scan(number)).catch(failed);
}

async function scan(number) {
  const choice = chosen();
  if (!pattern.test(number)) return tell("refused", words.refused, number.slice(0, 32), words.bad_number);
  if (choice.kind === "problem") return draft(number);
  const row = { device, number, choice: bare(choice), key: [choice.kind, choice.outlet, choice.trip, number].join(" "), ...clocks() };
  if (choice.kind === "weigh" && !weighed(row)) return tell("refused", words.refused, number, words.weigh);
  const kept = await store.addScan(row);
  if (!kept) return tell("duplicate", words.duplicate, number, words.again);
  tell("new", words.new, number);
  setCount(count + 1);
  rows.show(kept);
  sync.soon();
  return refresh();
}

// Only what belongs to this kind of scan.
function bare({ kind, outlet, trip, shift, relation, consent, agreed, out_too }) {
  if (kind === "arrival") return { kind, outlet, trip, shift, out_too: Boolean(out_too) };
  if (kind !== "delivered") return { kind, outlet };
  const asked = told.agreed.includes(relation) ? { consent, agreed: new Date(agreed).getTime() } : {};
  return { kind, outlet, relation, ...asked };
}

const localMinute = (date) => new Date(date - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

// Whoever takes it in the receiver's place: how and when the receiver agreed is asked before the first scan.
function askConsent() {
  const { kind, relation, consent, agreed } = form.elements;
  const asked = kind.value === "delivered" && told.agreed.includes(relation.value);
  for (const part of form.querySelectorAll("[data-consent]")) part.hidden = !asked;
  agreed.max = localMinute(new Date());
  if (!agreed.value) agreed.value = agreed.max;
  consent.required = agreed.required = asked;
  agreed.disabled = consent.disabled = !asked; // what is not asked stands in nobody's way
}

function weighed(row) {
  const text = weight.value.normalize("NFKC").replace(",", ".").trim();
  if (!/^\d{1,4}(\.\d{1,2})?$/.test(text) || Number(text) <= 0 || Number(text) > told.heaviest) {
    weight.focus();
    return false;
  }
  weight.value = "";
  row.weight = text;
  row.key = [row.key, row.wall].join(" "); // weighed twice is two weights
  return true;
}

// A problem needs words about people. Those are never kept here: only the number waits, the words follow online.
async function draft(number) {
  const [category, reason] = chosen().reason.split(":");
  const now = new Date();
  const row = { id: crypto.randomUUID(), device, number, category, reason, occurred_at: localMinute(now), wall: now.getTime(), state: "draft" };
  await store.addDraft(row);
  tell("draft", words.draft, number);
  setCount(count + 1);
  rows.show(row);
  return refresh();
}

// Nothing was kept: that is the loudest of all answers.
function failed(fault) {
  console.error(fault);
  tell("refused", words.not_saved, "", words.storage);
}

async function takeBack(item) {
  const undo = await store.takeBack(item.id.replace("row-", ""), clocks());
  if (!undo) return;
  setCount(Math.max(0, count - 1));
  tell("withdrawn", words.withdrawn, undo.number);
  rows.draw({ ...undo, event_id: undo.corrects, undone: true });
  sync.soon();
  await refresh();
}

function answered(settled) {
  for (const row of settled) {
    if (row.corrects) continue;
    rows.draw(row);
    const { state, code, text } = row.answer;
    const bad = state === "refused" || state === "duplicate" || text;
    const noted = code === "consent_owed" ? words.owed : words.astray;
    const [kind, word] = state === "new" ? ["refused", noted] : [state, words[state]];
    if (bad && Date.now() - row.wall < HEARD_MS) tell(kind, word, row.number, text);
    if (state === "refused") setCount(Math.max(0, count - 1));
  }
}

let camera = null;

async function openCamera() {
  const { Camera } = await import("./camera.js");
  camera ??= new Camera(document.querySelector("[data-camera]"), take);
  if (camera.running) return camera.stop();
  return camera.start().catch((fault) => {
    console.warn(fault);
    camera.stop();
    tell("refused", words.refused, "", words.no_camera);
  });
}

async function readPhoto(input) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  const { token } = (await store.all("facts")).find((each) => each?.device === device) ?? {};
  const body = new FormData();
  body.append("photo", file);
  const headers = { Authorization: `Device ${token}`, "Accept-Language": document.documentElement.lang };
  const response = await fetch(told.urls.photo, { method: "POST", body, headers, credentials: "omit" }).catch(() => null);
  if (!response) return tell("refused", words.refused, "", words.photo_later);
  const { numbers = [], text } = await response.json().catch(() => ({}));
  if (!numbers.length) return tell("refused", words.refused, "", text ?? words.no_code);
  for (const number of numbers) take(number);
}

async function begin() {
  await store.opened;
  await recall();
  await store.forget();
  await remember();
  await finished();
  await redraw();
  sync.now();
  await login();
  setInterval(() => document.hidden || login(), RENEW_MS);
}

async function remember() {
  device = (await store.fact("mine")) ?? null;
  outlets = (await store.fact("choices")) ?? [];
  const last = await store.fact("chosen");
  if (last?.agreed && last.agreed.slice(0, 10) !== localMinute(new Date()).slice(0, 10)) last.consent = last.agreed = ""; // yesterday's
  showOutlets();
  await showReasons();
  if (!last || !device) return;
  for (const [name, value] of Object.entries(last)) restore(form.elements[name], value);
  showTrips(last.trip);
  askConsent();
  if (form.checkValidity()) start();
}

function restore(field, value) {
  if (field?.type === "checkbox") field.checked = Boolean(value);
  else if (field) field.value = value;
}

async function login() {
  renewedAt = performance.now();
  const outcome = await renew(told.urls);
  device = (await store.fact("mine")) ?? null;
  outlets = (await store.fact("choices")) ?? [];
  showOutlets();
  await showReasons();
  const ask = outcome === "login";
  if (ask && !(await store.countIn("waiting"))) sync.why ||= device ? "" : "login";
  const note = document.querySelector("[data-note]");
  note.textContent = (outcome === "network" && device ? "" : words[`note_${outcome}`]) ?? "";
  note.hidden = !note.textContent;
  if (outcome === "ok") sync.now();
  await refresh();
  document.querySelector("[data-login]").hidden = !(ask && !device) && sync.why !== "login";
}

// Back from the page on which a problem was put into words.
async function finished() {
  const id = new URLSearchParams(location.search).get("finished");
  if (!id) return;
  await store.dropDraft(id);
  history.replaceState(null, "", told.page);
}

async function leave() {
  const unsent = await store.countIn("waiting");
  if (!unsent) return location.assign(told.logout);
  tell("refused", words.refused, "", words.leave.replace("%(count)s", unsent));
  return drawer.open();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  start();
});
form.elements.outlet.addEventListener("change", () => showTrips(""));
form.addEventListener("change", askConsent);
scanning.querySelector("[data-typed]").addEventListener("submit", (event) => {
  event.preventDefault();
  take(field.value);
  field.value = "";
});
scanning.addEventListener("click", (event) => {
  const item = event.target.closest("[data-take-back]")?.closest("li");
  if (item) line = line.then(() => takeBack(item)).catch(failed);
});
document.querySelector("[data-change]").addEventListener("click", change);
document.querySelector("[data-open-camera]").addEventListener("click", openCamera);
document.querySelector("[data-photo]").addEventListener("change", (event) => readPhoto(event.target));
document.querySelector("[data-leave]").addEventListener("click", leave);
// A gun needs no keyboard on the screen; who taps the field wants one.
field.addEventListener("pointerdown", () => (field.inputMode = "text"));
field.addEventListener("blur", () => (field.inputMode = "none"));
weight.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || clean(weight.value).length >= 6) return;
  event.preventDefault();
  wedge.focus();
});

// A newer shell, or one in another language, is taken as soon as nobody is scanning; once, whatever it turns out to be.
async function freshen() {
  const newest = (await caches.keys()).filter((name) => name.startsWith("phone-shell-")).at(-1);
  const kept = newest && (await caches.match(told.page, { cacheName: newest, ignoreVary: true }));
  const newer = kept && !(await kept.text()).includes(told.version);
  if (!newer || !scanning.hidden || sessionStorage.getItem("left") === told.version) return;
  sessionStorage.setItem("left", told.version);
  location.reload();
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("controllerchange", freshen);
  const registered = navigator.serviceWorker.register(told.worker, { scope: told.page });
  registered.then(freshen).catch((fault) => console.warn(fault));
}
begin().catch((fault) => {
  console.error(fault);
  document.querySelector("[data-no-storage]").hidden = false;
});

// Sign entry in batches: checked as it fills, the text sent at once, the pictures after it.
import { grouped } from "../numbers.js";
import { Grid } from "./grid.js";
import { Pictures } from "./pictures.js";
import { Uploads, post } from "./uploads.js";

const CHECK_MS = 400;
const DRAFT_MS = 1_000;
const ALL = ["relation", "signer", "consent", "consent_at"];

const form = document.getElementById("signing");
const told = (id) => JSON.parse(document.getElementById(id).textContent);
const words = told("signing-words");
const setup = told("signing-setup");
const place = (name) => form.querySelector(`[data-${name}]`);
const known = new Map(); // number → what the server says of it
const timers = {};
const later = (name, milliseconds, work) => (clearTimeout(timers[name]), (timers[name] = setTimeout(work, milliseconds)));
let batch = setup.batch;
let signing = false;

const grid = new Grid(place("rows"), { setup, words, changed });
const pictures = new Pictures({ form, grid, words, changed: () => {} });
const uploads = new Uploads({ url: form.dataset.picture, told: tellPicture });

function changed() {
  showCount();
  later("check", CHECK_MS, check);
  later("draft", DRAFT_MS, saveDraft);
}

function showCount() {
  const rows = grid.filled();
  for (const row of rows) show(row);
  place("send").disabled = signing || !rows.length;
  place("send-words").textContent = words.sign.replace("%(count)s", rows.length);
  return rows;
}

// What is known stands in the row until an answer to the signature itself does.
function show(row) {
  const one = known.get(row.number);
  if (!one || row.dataset.state) return;
  grid.say(row, one.state, [one.text, one.pictures ? words.had.replace("%(count)s", one.pictures) : ""].filter(Boolean).join(" "));
}

async function check() {
  const asked = grid.filled().map((row) => row.number).filter((number) => !known.has(number));
  if (!asked.length) return;
  const { status, body } = await post(form.dataset.check, { numbers: asked.join(",") });
  if (status !== 200) return;
  for (const one of body.rows) known.set(one.number, one);
  showCount();
}

const forAll = () => Object.fromEntries(ALL.map((name) => [name, form.elements[name].value]));

async function saveDraft() {
  const rows = grid.rows.map(grid.read).filter((row) => row.number);
  const { status } = await post(form.dataset.draft, { batch, grid: JSON.stringify(rows), all: JSON.stringify(forAll()) });
  place("draft-state").textContent = status === 200 ? (rows.length ? words.saved : "") : words.unsaved;
}

async function sign() {
  const rows = showCount();
  if (signing || !rows.length) return;
  signing = true;
  place("send").disabled = true;
  const grid_ = JSON.stringify(rows.map(grid.read));
  const { status, body } = await post(form.action, { batch, ...forAll(), grid: grid_, numbers: "" });
  signing = false;
  trouble(status === 200 ? "" : status === 422 ? reasons(body.errors) : status === 401 || status === 403 ? words.login : words.offline);
  if (status === 200) settle(rows, body.rows);
  showCount();
}

const reasons = (errors) => Object.values(errors).flat().map((error) => error.message).join(" ");

function trouble(text) {
  place("trouble").hidden = !text;
  place("trouble-words").textContent = text;
}

function settle(rows, answers) {
  rows.forEach((row, index) => {
    const answer = answers[index];
    known.delete(row.number);
    if (answer.state === "signed") finish(row);
    else grid.say(row, answer.state, answer.text, answer.faults);
  });
  const left = grid.rows.filter((row) => row.number).length;
  place("sum").textContent = words.signed.replace("%(count)s", answers.filter((one) => one.state === "signed").length).replace("%(left)s", left);
  if (!left) batch = form.elements.batch.value = crypto.randomUUID();
  const first = grid.rows.find((row) => row.dataset.state === "refused") ?? grid.rows[0] ?? grid.add();
  grid.focus(first, first.querySelector("[aria-invalid]")?.dataset.cell ?? "number");
  saveDraft();
  check();
}

// The signature stands; its pictures follow by themselves.
function finish(row) {
  const item = document.createElement("li");
  const number = Object.assign(document.createElement("span"), { className: "code" });
  number.append(...grouped(row.number));
  item.append(document.getElementById("sign-signed").content.cloneNode(true), number);
  place("done").hidden = false;
  place("done-rows").prepend(item);
  for (const picture of row.pictures) {
    item.append(picture.shown);
    picture.shown.querySelector("[data-drop-picture]").remove();
    uploads.add({ ...picture, number: row.number });
  }
  row.remove();
}

function tellPicture(picture, state, body = {}) {
  const text = { waiting: words.waiting, sending: words.sending, kept: words.kept, refused: body.text }[state];
  const later_ = words.later.replace("%(seconds)s", body.seconds);
  pictures.tell(picture, text ?? (state === "later" ? later_ : body.text || (body.login ? words.login : words.failed)));
  picture.shown.dataset.state = state;
  place("again").hidden = !uploads.failed.length;
}

form.addEventListener("submit", (event) => (event.preventDefault(), sign()));
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
  event.preventDefault();
  sign();
});
place("add").addEventListener("click", () => grid.focus(grid.add(), "number"));
place("again").addEventListener("click", () => uploads.again());
place("all").addEventListener("input", () => later("draft", DRAFT_MS, saveDraft));
place("all").addEventListener("keydown", (event) => {
  if (event.target.name !== "relation" || !/^[1-4]$/.test(event.key)) return;
  event.target.selectedIndex = Number(event.key) - 1;
  event.preventDefault();
});

for (const live of form.querySelectorAll("[data-live]")) live.hidden = false;
place("plain").remove();
if (setup.draft) {
  batch = form.elements.batch.value = setup.draft.batch;
  for (const [name, value] of Object.entries(setup.draft.all)) form.elements[name].value = value;
  for (const row of setup.draft.rows) grid.add(row);
  place("sum").textContent = words.draft.replace("%(count)s", setup.draft.rows.length);
  later("check", 0, check);
}
for (const number of setup.numbers) if (!grid.of(number)) grid.add({ number });
if (setup.numbers.length) later("check", 0, check);
grid.focus(grid.add(), "number");
showCount();

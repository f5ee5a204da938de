// The rows of a sign batch, walked like a spreadsheet. What a row says leaves here as plain values.
import { clean } from "../numbers.js";

const GUN_MS = 30; // between two keys of a barcode gun, on average
const SHORTEST = 6;
const CELLS = ["number", "relation", "signer", "consent", "consent_at"];

export class Grid {
  constructor(body, { setup, words, changed }) {
    Object.assign(this, { body, setup, words, changed });
    this.pattern = new RegExp(`^${setup.pattern}$`);
    body.addEventListener("input", (event) => this.touched(event));
    body.addEventListener("keydown", (event) => this.key(event));
    for (const type of ["change", "focusout"]) body.addEventListener(type, () => (this.open = null));
    body.addEventListener("pointerdown", (event) => (this.open = event.target.closest("select")));
    body.addEventListener("paste", (event) => this.paste(event));
    body.addEventListener("click", (event) => event.target.closest("[data-away]") && this.take(event.target.closest("tr")));
  }

  get rows() {
    return [...this.body.rows];
  }

  cell(row, name) {
    return row.querySelector(`[data-cell=${name}]`);
  }

  add(values = {}, before = null) {
    const row = document.getElementById("sign-row").content.firstElementChild.cloneNode(true);
    row.pictures = [];
    this.body.insertBefore(row, before);
    this.fill(row, values);
    return row;
  }

  fill(row, values) {
    for (const [name, value] of Object.entries(values)) if (CELLS.includes(name)) this.cell(row, name).value = value;
    this.tidy(row);
  }

  // A row's own consent has its own time; a new number is not yet known.
  tidy(row) {
    const at = this.cell(row, "consent_at");
    at.hidden = !this.cell(row, "consent").value;
    if (!at.hidden && !at.value) at.value = document.querySelector("[data-all] [name=consent_at]").value;
    const number = clean(this.cell(row, "number").value);
    if (number === row.number) return;
    row.number = number;
    this.say(row, "", "");
  }

  number = (row) => clean(this.cell(row, "number").value);

  read = (row) => Object.fromEntries(CELLS.map((name) => [name, name === "number" ? this.number(row) : this.cell(row, name).value]));

  // Rows with a number that can be one and stands nowhere above.
  filled() {
    const seen = new Map();
    return this.rows.filter((row, place) => {
      const { number } = row;
      if (!number) return false;
      const wrong = !this.pattern.test(number) ? this.words.bad_number : seen.has(number) ? this.words.same.replace("%(row)s", seen.get(number)) : "";
      if (!seen.has(number)) seen.set(number, place + 1);
      if (wrong || row.wrong) this.say(row, wrong ? "refused" : "", wrong);
      row.wrong = Boolean(wrong);
      return !wrong;
    });
  }

  of(number) {
    return this.rows.find((row) => row.number === number);
  }

  say(row, state, text, faults = {}) {
    row.dataset.state = state;
    row.querySelector("[data-badge]").replaceChildren(...(state ? [document.getElementById(`sign-${state}`).content.cloneNode(true)] : []));
    row.querySelector("[data-text]").textContent = text;
    for (const place of row.querySelectorAll("[data-error]")) {
      const fault = faults[place.dataset.error] ?? "";
      place.textContent = fault;
      const cell = this.cell(row, place.dataset.error);
      cell.toggleAttribute("aria-invalid", Boolean(fault));
      if (fault) cell.setAttribute("aria-invalid", "true");
      if (fault) cell.hidden = false;
    }
  }

  take(row) {
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    this.focus(next ?? this.add(), "number");
    this.changed();
  }

  focus(row, name) {
    const cell = this.cell(row, name);
    cell.focus();
    cell.select?.();
  }

  touched(event) {
    const row = event.target.closest("tr");
    this.tidy(row);
    this.changed();
  }

  key(event) {
    const { target, key } = event;
    if (!target.dataset.cell || event.ctrlKey || event.metaKey || event.isComposing || this.inList(event)) return;
    const row = target.closest("tr");
    const byGun = this.byGun(event);
    if (this.choosesByDigit(target, key)) {
      target.selectedIndex = Number(key);
      event.preventDefault();
      this.touched(event);
    } else if (key === "Enter" || key === "ArrowDown" || (key === "Tab" && byGun)) {
      event.preventDefault();
      const next = row.nextElementSibling ?? (row.number && this.rows.length < this.setup.most ? this.add() : row);
      this.focus(next, target.dataset.cell);
    } else if (key === "ArrowUp") {
      event.preventDefault();
      this.focus(row.previousElementSibling ?? row, target.dataset.cell);
    } else if (key === "ArrowRight" && this.atEdge(target, 1)) this.sideways(event, row, 1);
    else if (key === "ArrowLeft" && this.atEdge(target, -1)) this.sideways(event, row, -1);
  }

  // An unfolded list has its arrows for itself.
  inList({ target, key, altKey }) {
    if (altKey || (key === " " && target.matches("select"))) this.open = target.matches("select") ? target : null;
    const inside = altKey || (this.open === target && key !== "Tab");
    if (key === "Escape" || key === "Enter") this.open = null;
    return inside;
  }

  choosesByDigit(target, key) {
    const most = { relation: 4, consent: target.length - 1 }[target.dataset.cell] ?? 0;
    return /^[1-9]$/.test(key) && Number(key) <= most;
  }

  // Some guns end a number with Tab; the next one must not land among the relations.
  byGun({ target, key, timeStamp }) {
    if (target !== this.burst?.target) this.burst = { target, since: timeStamp, keys: 0 };
    if (key.length === 1) this.burst.keys += 1;
    const { keys, since } = this.burst;
    if (key === "Tab" || key === "Enter") this.burst = null;
    return target.dataset.cell === "number" && keys >= SHORTEST && timeStamp - since < GUN_MS * keys;
  }

  atEdge(target, way) {
    if (target.matches("select")) return true;
    if (target.type !== "text") return false;
    const all = target.selectionStart === 0 && target.selectionEnd === target.value.length;
    return all || (way > 0 ? target.selectionStart === target.value.length : target.selectionEnd === 0);
  }

  sideways(event, row, way) {
    const shown = CELLS.filter((name) => !this.cell(row, name).hidden);
    const name = shown[shown.indexOf(event.target.dataset.cell) + way];
    if (!name) return;
    event.preventDefault();
    this.focus(row, name);
  }

  // Columns of a spreadsheet: from the number on, whole rows; elsewhere, one column downwards.
  paste(event) {
    const text = event.clipboardData.getData("text").normalize("NFKC").replace(/\r/g, "").replace(/\n+$/, "");
    const name = event.target.dataset.cell;
    if (!name || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    let row = event.target.closest("tr");
    for (const line of text.split("\n")) {
      if (!row) {
        if (this.rows.length >= this.setup.most) break;
        row = this.add();
      }
      this.fill(row, name === "number" ? this.columns(line) : { [name]: this.value(name, line.split("\t")[0].trim()) });
      row = row.nextElementSibling;
    }
    this.changed();
  }

  columns(line) {
    const [number, ...rest] = line.split(/\t|,/).map((part) => part.trim());
    const values = { number };
    for (const part of rest.filter(Boolean)) {
      const code = this.setup.relations[part.toLowerCase()];
      if (code && !values.relation) values.relation = code;
      else values.signer ??= part;
    }
    return values;
  }

  value = (name, text) => (name === "relation" ? (this.setup.relations[text.toLowerCase()] ?? "") : text);
}

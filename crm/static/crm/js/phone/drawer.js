// What is not uploaded, why, since when, and what to do; what was refused; what is to be finished; the receipts.
import { grouped } from "../numbers.js";
import { stateOf, time } from "./rows.js";
import { all, countIn, dropDraft, fact, repair, scansIn } from "./store.js";

const drawer = document.getElementById("drawer");
const part = (name) => drawer.querySelector(`[data-part=${name}]`);
const model = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);
const fill = (sentence, values) => sentence.replace(/%\((\w+)\)s/g, (_, name) => values[name]);
const FORMULA = /^[=+\-@\t\r]/;

export class Drawer {
  constructor({ told, sync, changed }) {
    Object.assign(this, { told, sync, changed });
    document.querySelector("[data-open-drawer]").addEventListener("click", () => this.open());
    drawer.addEventListener("click", (event) => this.click(event));
  }

  async open() {
    await this.draw();
    if (!drawer.open) drawer.showModal();
  }

  // The line in the header, and the drawer when it is open. Gives how many are unsent.
  async refresh() {
    const [waiting] = await Promise.all([scansIn("waiting"), drawer.open ? this.draw() : null]);
    const { words } = this.told;
    const oldest = waiting.length ? time(Math.min(...waiting.map(({ wall }) => wall))).slice(0, 5) : "";
    const line = document.querySelector("[data-open-drawer]");
    const refused = await countIn("refused");
    const unsent = fill(words.short_unsent, { count: waiting.length, oldest });
    line.dataset.link = this.sync.why || (navigator.onLine ? "" : "network");
    line.querySelector("[data-link-words]").textContent = waiting.length ? unsent : line.dataset.link ? words.short_offline : words.short_sent;
    line.querySelector("[data-refused-count]").textContent = refused || "";
    document.querySelector("[data-login]").hidden = this.sync.why !== "login";
    return waiting.length;
  }

  async draw() {
    const { words } = this.told;
    const [waiting, refused, drafts, receipts] = await Promise.all([scansIn("waiting"), scansIn("refused"), all("drafts"), all("receipts")]);
    const oldest = waiting.length && time(Math.min(...waiting.map(({ wall }) => wall))).slice(0, 5);
    part("unsent").textContent = waiting.length ? fill(words.unsent, { count: waiting.length, oldest }) : words.all_sent;
    part("why").textContent = waiting.length || this.sync.why ? words[`why_${this.sync.why}`] : "";
    this.list("refused", refused, (row, item) => {
      item.querySelector("[data-cell=text]").textContent = row.answer.text || row.answer.code;
      item.querySelector("[data-without-trip]").hidden = !row.choice.trip || !/trip/.test(row.answer.code);
    });
    const mine = await fact("mine");
    this.list("drafts", drafts.filter(({ device }) => device === mine), (draft, item) => {
      const back = `${this.told.page}?finished=${draft.id}`;
      const asked = new URLSearchParams({ next: back, category: draft.category, reason: draft.reason, occurred_at: draft.occurred_at });
      item.querySelector("a").href = `${this.told.problem.replace("NUMBER", encodeURIComponent(draft.number))}?${asked}`;
    });
    this.list("receipts", receipts.sort((a, b) => b.wall - a.wall).slice(0, 50), (each, item) => {
      item.querySelector("[data-cell=text]").textContent = each.receipt;
      item.querySelector("[data-cell=count]").textContent = each.count;
    });
  }

  list(name, rows, more) {
    const items = rows.map((row) => {
      const item = model(`${name}-row`);
      item.dataset.id = row.event_id ?? row.id ?? row.receipt;
      item.querySelector("[data-cell=time]").textContent = time(row.wall);
      item.querySelector("[data-cell=number]")?.replaceChildren(...grouped(row.number));
      more(row, item);
      return item;
    });
    part(name).replaceChildren(...items);
    part(name).closest("section").hidden = !items.length;
  }

  async click(event) {
    const button = event.target.closest("button");
    const id = button?.closest("[data-id]")?.dataset.id;
    const act = button && Object.keys(button.dataset)[0];
    if (act === "close") drawer.close();
    if (act === "sendNow") this.sync.now();
    if (act === "again") await repair(id, { state: "waiting" });
    if (act === "withoutTrip") await this.withoutTrip(id);
    if (act === "aside" && confirm(this.told.words.discard)) await repair(id, { state: "aside" });
    if (act === "dropDraft") await dropDraft(id);
    if (act === "export") await this.export();
    if (["again", "withoutTrip"].includes(act)) this.sync.now();
    if (id) await this.changed();
  }

  async withoutTrip(id) {
    const row = (await scansIn("refused")).find(({ event_id }) => event_id === id);
    await repair(id, { state: "waiting", choice: { ...row.choice, trip: "" } });
  }

  // Everything this phone still knows, for a dispute: a spreadsheet opens it and takes nothing for a formula.
  async export() {
    const { words } = this.told;
    const receipts = new Map((await all("receipts")).map((each) => [each.receipt, each.received_at]));
    const rows = (await all("scans")).sort((a, b) => a.wall - b.wall).map((row) => {
      const { receipt = "", grade = "", text = "" } = row.answer ?? {};
      return [row.number, row.choice.kind, new Date(row.wall).toISOString(), words[stateOf(row)], grade, receipt, receipts.get(receipt) ?? "", text];
    });
    const heads = ["number", "kind", "scanned_at", "state", "grade", "receipt", "uploaded_at", "reason"].map((name) => words[name]);
    const safe = (text) => `"${(FORMULA.test(text) || /^\d{12,}$/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
    const csv = `\ufeff${[heads, ...rows].map((row) => row.map((cell) => safe(String(cell))).join(",")).join("\r\n")}\r\n`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([csv], { type: "text/csv" }));
    link.download = `yike-${new Date().toISOString().slice(0, 10)}.csv`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  }
}

// What the phone keeps: scans, receipts, drafts of problems, and a few facts. No name, address or phone number of anybody.
import { openDB } from "../../../vendor/idb/index.js";

const STRICT = { durability: "strict" }; // the answer comes after the disk has it
const DAY = 24 * 3600 * 1000;
const KEPT_DAYS = { scans: 3, receipts: 60 };

// scans: event_id, count, device, number, choice, weight, corrects, wall, mono, session, anchor, state, key, answer
//   state: waiting, refused, aside or done; key: kind, outlet, trip and number while the scan stands
export const opened = open();

// Some browsers refuse at once, others later: to us it is a promise that fails.
async function open() {
  return openDB("yike-phone", 1, { upgrade });
}

function upgrade(db) {
  const scans = db.createObjectStore("scans", { keyPath: "event_id" });
  scans.createIndex("state", ["state", "device", "count"]);
  scans.createIndex("key", "key");
  db.createObjectStore("drafts", { keyPath: "id" });
  db.createObjectStore("receipts", { keyPath: "receipt" });
  db.createObjectStore("facts");
}

export const fact = async (name) => (await opened).get("facts", name);
export const keep = async (name, value) => (await opened).put("facts", value, name);
export const all = async (store) => (await opened).getAll(store);

const uuid = () => crypto.randomUUID();

// A new row under the device's next count. Gives the row, or null when the same scan stands already.
export async function addScan(row) {
  const tx = (await opened).transaction(["scans", "facts"], "readwrite", STRICT);
  if (row.key && (await tx.objectStore("scans").index("key").getKey(row.key))) return tx.done.then(() => null);
  const kept = { ...row, event_id: uuid(), count: await next(tx, row.device), state: "waiting" };
  await Promise.all([tx.objectStore("scans").add(kept), tx.done]);
  return kept;
}

async function next(tx, device) {
  const facts = tx.objectStore("facts");
  const count = ((await facts.get(`count:${device}`)) ?? 0) + 1;
  await facts.put(count, `count:${device}`);
  return count;
}

// The scan no longer stands, and a second event says so; `clocks` are those of now.
export async function takeBack(event_id, clocks) {
  const tx = (await opened).transaction(["scans", "facts"], "readwrite", STRICT);
  const scans = tx.objectStore("scans");
  const { key, ...row } = (await scans.get(event_id)) ?? {};
  if (!key) return tx.done.then(() => null);
  const { device, number, choice } = row;
  const undo = { event_id: uuid(), device, number, choice, corrects: event_id, ...clocks, state: "waiting" };
  undo.count = await next(tx, device);
  await Promise.all([scans.put({ ...row, undone: true }), scans.add(undo), tx.done]);
  return undo;
}

// A refused scan goes again under a new count, or is put aside for good.
export async function repair(event_id, change) {
  const tx = (await opened).transaction(["scans", "facts"], "readwrite", STRICT);
  const row = await tx.objectStore("scans").get(event_id);
  const again = change.state === "waiting" ? { count: await next(tx, row.device) } : {};
  await Promise.all([tx.objectStore("scans").put({ ...row, ...change, ...again }), tx.done]);
}

// The oldest unsent scans of one device, in the order they were made.
export async function waitingOf(device, most) {
  const range = IDBKeyRange.bound(["waiting", device, 0], ["waiting", device, Infinity]);
  return (await opened).getAllFromIndex("scans", "state", range, most);
}

const inState = (state) => IDBKeyRange.bound([state], [state, []]);
export const scansIn = async (state) => (await opened).getAllFromIndex("scans", "state", inState(state));
export const countIn = async (state) => (await opened).countFromIndex("scans", "state", inState(state));

// The answers of the server to one batch, and its receipt.
export async function settle({ receipt, received_at, rows }) {
  const tx = (await opened).transaction(["scans", "receipts"], "readwrite", STRICT);
  const scans = tx.objectStore("scans");
  const settled = [];
  for (const answer of rows) {
    const row = await scans.get(answer.event_id);
    if (row?.state !== "waiting") continue;
    const { key, ...bare } = row;
    const refused = answer.state === "refused";
    const done = { ...(refused ? bare : row), state: refused ? "refused" : "done", answer: { ...answer, receipt } };
    scans.put(done);
    settled.push(done);
  }
  if (receipt) tx.objectStore("receipts").put({ receipt, received_at, count: rows.length, wall: Date.now() });
  await tx.done;
  return settled;
}

// Old rows that are done; what is unsent or refused stays until somebody sees to it.
export async function forget() {
  const tx = (await opened).transaction(["scans", "receipts"], "readwrite");
  for (const state of ["done", "aside"]) {
    for (const row of await tx.objectStore("scans").index("state").getAll(inState(state))) {
      if (row.wall < Date.now() - KEPT_DAYS.scans * DAY) tx.objectStore("scans").delete(row.event_id);
    }
  }
  for (const row of await tx.objectStore("receipts").getAll()) {
    if (row.wall < Date.now() - KEPT_DAYS.receipts * DAY) tx.objectStore("receipts").delete(row.receipt);
  }
  await tx.done;
}

export const addDraft = async (draft) => (await opened).transaction("drafts", "readwrite", STRICT).store.put(draft);
export const dropDraft = async (id) => (await opened).delete("drafts", id);

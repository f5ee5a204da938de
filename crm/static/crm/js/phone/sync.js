// Uploads what is waiting, in batches, until the server has it; whatever goes wrong, nothing leaves the queue unanswered.
import { anchorAt, isAnchored, isFresh, lastAnchor, read } from "./clock.js";
import { all, fact, repair, settle, waitingOf } from "./store.js";

const EVERY_MS = 30_000;
const TOGETHER_MS = 700;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
const SPREAD_MS = 3_000;
const TIMEOUT_MS = 20_000;
const jitter = (milliseconds) => milliseconds * (0.75 + Math.random() / 2);

async function batchId(batch) {
  const text = batch.map(({ event_id, count }) => `${event_id}:${count}`).join();
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
  const hex = [...hash.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Choices and anchors once each, scans by their place in those lists.
async function letter(batch) {
  const lists = { choices: new Map(), anchors: new Map() };
  const place = (list, value) => {
    if (!value) return null;
    const text = JSON.stringify(value);
    if (!list.has(text)) list.set(text, [list.size, value]);
    return list.get(text)[0];
  };
  const scans = batch.map(({ event_id, count, number, choice, weight, corrects, wall, mono, session, anchor }) => ({
    ...{ event_id, count, number, weight, corrects, wall, mono, session },
    choice: place(lists.choices, choice),
    anchor: place(lists.anchors, anchor),
  }));
  const newest = place(lists.anchors, lastAnchor());
  const values = (list) => [...list.values()].map(([, value]) => value);
  return { batch_id: await batchId(batch), scans, choices: values(lists.choices), anchors: values(lists.anchors), sent: { ...read(), anchor: newest, zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "" } };
}

export class Sync {
  constructor({ url, most, changed, answered }) {
    Object.assign(this, { url, most, changed, answered, limit: most });
    this.why = ""; // network, server, login
    this.failures = 0;
    this.heldUntil = 0;
    this.timer = null;
    this.due = 0;
    this.sentAt = -Infinity;
    window.addEventListener("focus", () => this.now());
    // A whole town's phones come back in the same second.
    window.addEventListener("online", () => this.later(Math.random() * SPREAD_MS));
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    setInterval(() => this.now(), EVERY_MS);
  }

  now() {
    this.later(0);
  }

  // After a scan: at once, then together with what comes within a moment; a failure has its own time to try again.
  soon() {
    if (!this.why) this.later(this.sentAt + TOGETHER_MS - performance.now());
  }

  // The sooner of this and what is planned; never before the server said it may be.
  later(milliseconds) {
    const due = performance.now() + Math.max(milliseconds, this.heldUntil - Date.now(), 0);
    if (this.timer && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(() => this.run(), due - performance.now());
  }

  // One uploader at a time, whatever number of tabs is open.
  async run() {
    this.timer = null;
    if (this.running) return (this.again = true);
    this.running = true;
    this.again = false;
    const lock = navigator.locks?.request.bind(navigator.locks) ?? ((_name, _options, work) => work(true));
    const done = await lock("yike-phone-sync", { ifAvailable: true }, (held) => held && this.all()).catch(() => (this.why = "server"));
    this.running = false;
    this.changed(this);
    if ((done === "more" || this.again) && !this.why) return this.later(0);
    if (done) this.later(jitter(RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1] ?? EVERY_MS));
  }

  // Each phone in this phone by its own token. Gives "more", why something is still here, or "".
  async all() {
    const mine = await fact("mine");
    const whys = [];
    let more = false;
    for (const device of (await all("facts")).filter((each) => each?.device)) {
      const batch = await waitingOf(device.device, this.limit);
      if (!batch.length && (device.device !== mine || isFresh())) continue;
      const early = batch.length && !isAnchored() ? await this.send(device, []) : "";
      const why = early || (await this.send(device, batch));
      if (why && why !== "smaller") whys.push(why);
      else more ||= batch.length > 0;
      if (why === "network" || why === "server") break;
    }
    this.why = whys[0] ?? "";
    this.failures = whys.length ? this.failures + 1 : 0;
    return this.why || (more ? "more" : "");
  }

  async send(device, batch) {
    if (!device.token) return "login";
    const before = read();
    this.sentAt = before.mono;
    let response;
    try {
      const body = batch.length ? await letter(batch) : { scans: [] };
      response = await fetch(this.url, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json", Authorization: `Device ${device.token}`, "Accept-Language": document.documentElement.lang },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
    } catch {
      return "network";
    }
    const answer = await response.json().catch(() => null);
    if (answer) anchorAt(before, answer.now);
    if (response.ok && answer) return this.good(batch, answer);
    return this.bad(response, batch);
  }

  async good(batch, answer) {
    this.limit = Math.min(this.most, this.limit * 2);
    if (batch.length) this.answered(await settle(answer));
    return "";
  }

  async bad(response, batch) {
    if (response.status === 401 || response.status === 403) return "login";
    if ((response.status === 413 || response.status === 422) && batch.length) return this.smaller(batch);
    const wait = Number(response.headers.get("Retry-After"));
    if (wait > 0) this.heldUntil = Date.now() + jitter(wait * 1000) + wait * 250;
    return "server";
  }

  // Half as many; one that is not understood alone steps aside, so that it holds up nobody.
  async smaller(batch) {
    if (batch.length === 1) await repair(batch[0].event_id, { state: "refused", key: undefined, answer: { state: "refused", code: "malformed", text: "" } });
    this.limit = Math.max(1, Math.ceil(batch.length / 2));
    return "smaller";
  }
}

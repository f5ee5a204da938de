// Scans wait here until the server has them: sent at once, a burst together, tried again under the same ids.
const TOGETHER = 200;
const PAUSE_MS = 300;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 30_000];
const TIMEOUT_MS = 15_000;

const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1] ?? "";

// Why a batch is still here: a word that the page has a sentence for.
async function post(url, body) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch {
    return { why: "network" };
  }
  if (response.redirected || response.status === 401 || response.status === 403) return { why: "login" };
  if (response.status === 422) return { refused: (await response.json()).errors };
  return response.ok ? { answer: await response.json() } : { why: "server" };
}

export class ScanQueue {
  constructor({ url, answered, refused, changed }) {
    Object.assign(this, { url, answered, refused, changed });
    this.waiting = [];
    this.why = "";
    this.failures = 0;
    this.timer = null;
    this.sending = false;
    window.addEventListener("online", () => this.now());
    document.addEventListener("visibilitychange", () => document.hidden || this.now());
    window.addEventListener("beforeunload", (event) => this.waiting.length && event.preventDefault());
  }

  // scan: event_id, number, chosen (what the desk chose), mono and wall (its two clocks)
  add(scan) {
    this.waiting.push(scan);
    this.changed(this);
    if (!this.why) this.later(0);
  }

  now() {
    if (this.waiting.length) this.later(0);
  }

  later(milliseconds) {
    if (this.sending) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), milliseconds);
  }

  async send() {
    if (this.sending || !this.waiting.length) return;
    const chosen = this.waiting[0].chosen;
    const until = this.waiting.findIndex((scan) => scan.chosen !== chosen);
    const batch = this.waiting.slice(0, Math.min(until < 0 ? this.waiting.length : until, TOGETHER));
    this.sending = true;
    const { answer, refused, why } = await post(this.url, this.letter(batch, JSON.parse(chosen)));
    this.sending = false;
    this.why = why ?? "";
    if (!why) this.waiting.splice(0, batch.length);
    this.failures = why ? this.failures + 1 : 0;
    if (answer) this.answered(answer);
    if (refused) this.refused(batch, refused);
    this.changed(this);
    const retry = RETRY_MS[Math.min(this.failures, RETRY_MS.length) - 1] * (0.75 + Math.random() / 2);
    if (this.waiting.length) this.later(why ? retry : PAUSE_MS);
  }

  letter(batch, chosen) {
    const mono = performance.now();
    const scans = batch.map((scan) => ({
      event_id: scan.event_id,
      number: scan.number,
      ago_ms: Math.max(0, Math.round(mono - scan.mono)),
      device_at: scan.wall,
      corrects: scan.corrects,
    }));
    return { chosen, scans, sent_at: new Date().toISOString() };
  }
}

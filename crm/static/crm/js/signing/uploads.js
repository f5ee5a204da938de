// Pictures on their way: one after the other, tried again where the line or the server failed, never in the way of a signature.
const RETRY_MS = [2_000, 5_000, 15_000, 30_000];
const TIMEOUT_MS = 60_000;
const GIVE_UP = 4;

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const cookie = (name) => document.cookie.match(new RegExp(`(?:^|; )${name}=([^;]*)`))?.[1] ?? "";

// { status, body, after }: status 0 when nothing answered, 401 when the login has ended.
export async function post(url, fields, { signal = AbortSignal.timeout(TIMEOUT_MS) } = {}) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  try {
    const response = await fetch(url, { method: "POST", headers: { Accept: "application/json", "X-CSRFToken": cookie("csrftoken") }, body, signal });
    if (response.redirected) return { status: 401 };
    const after = Number(response.headers.get("Retry-After")) * 1000;
    return { status: response.status, body: await response.json().catch(() => ({})), after };
  } catch {
    return { status: 0 };
  }
}

export class Uploads {
  constructor({ url, told }) {
    Object.assign(this, { url, told });
    this.waiting = [];
    this.busy = false;
    window.addEventListener("online", () => this.again());
    window.addEventListener("beforeunload", (event) => this.waiting.length && event.preventDefault());
  }

  // picture: { file, number, tries }
  add(picture) {
    this.waiting.push(Object.assign(picture, { tries: 0, ready: 0, failed: false }));
    this.told(picture, "waiting");
    this.run();
  }

  again() {
    for (const picture of this.waiting) Object.assign(picture, { tries: 0, ready: 0, failed: false });
    this.run();
  }

  get failed() {
    return this.waiting.filter((picture) => picture.failed);
  }

  async run() {
    if (this.busy) return;
    this.busy = true;
    for (let open; (open = this.waiting.filter((each) => !each.failed)).length; ) {
      const next = open.reduce((one, other) => (other.ready < one.ready ? other : one));
      const wait = next.ready - performance.now();
      if (wait > 0) await pause(Math.min(wait, 1_000));
      else await this.send(next);
    }
    this.busy = false;
  }

  async send(picture) {
    this.told(picture, "sending");
    const { status, body, after } = await post(this.url, { number: picture.number, file: picture.file });
    if (status === 200) {
      this.settle(picture, "kept", body);
      return;
    }
    if (status === 429 && after) {
      this.told(picture, "later", { seconds: Math.ceil(after / 1000) });
      for (const each of this.waiting) each.ready = performance.now() + after;
      return;
    }
    if (status >= 400 && status < 500 && status !== 401) {
      this.settle(picture, "refused", body);
      return;
    }
    picture.tries += 1;
    picture.failed = picture.tries >= GIVE_UP || status === 507;
    picture.ready = performance.now() + RETRY_MS[picture.tries - 1];
    this.told(picture, "failed", status === 401 ? { login: true } : body);
  }

  settle(picture, state, body) {
    this.waiting.splice(this.waiting.indexOf(picture), 1);
    this.told(picture, state, body);
  }
}

// The phone's two clocks, and our time as the server last told it: what a scan's time is reckoned from later.
import { fact, keep } from "./store.js";

const SLOW_MS = 10_000; // a round trip beyond it tells less than the anchor we have
const FRESH_MS = 5 * 60_000;
const EARLIEST = Date.UTC(2026, 0); // no server of ours has told a time before it
const session = crypto.randomUUID();
let anchor = null;

export const read = () => ({ wall: Date.now(), mono: performance.now(), session });
export const clocks = () => ({ ...read(), anchor });
export const lastAnchor = () => anchor;
export const isAnchored = () => anchor?.session === session;
export const isFresh = () => isAnchored() && performance.now() - anchor.mono < FRESH_MS && !slept();

// The steady clock stops while a phone sleeps; then the anchor is too early by that.
function slept() {
  const now = read();
  return Math.abs(now.wall - anchor.wall - (now.mono - anchor.mono)) > 1000;
}

// `before`: the clocks when the question left. Half-way of the round trip the server wrote `server`; what answers in its place tells no time.
export function anchorAt(before, server) {
  const rtt = performance.now() - before.mono;
  if (!Number.isFinite(server) || server < EARLIEST || (isAnchored() && rtt > SLOW_MS)) return;
  anchor = { server, wall: before.wall + rtt / 2, mono: before.mono + rtt / 2, session, rtt };
  keep("anchor", anchor).catch(() => {});
}

export async function recall() {
  anchor ??= (await fact("anchor")) ?? null;
}

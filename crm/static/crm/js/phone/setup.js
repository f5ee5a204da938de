// Who scans with this phone, where, and what can be chosen: asked by login, remembered for when there is none.
import { anchorAt, read } from "./clock.js";
import { fact, keep } from "./store.js";

const cookieless = { headers: { "X-Requested-With": "fetch" } };

// Gives "ok", or why the choices are those of last time: network, login, posts, revoked_phone.
export async function renew(urls) {
  const before = read();
  const response = await fetch(urls.setup, cookieless).catch(() => null);
  if (!response) return "network";
  if (response.redirected || response.status === 401) return "login";
  if (!response.ok) return "network";
  const { csrf, now, user, outlets, reasons } = await response.json();
  anchorAt(before, now);
  await Promise.all([keep("choices", outlets), keep("reasons", reasons)]);
  if (!outlets.length) return "posts";
  return register(urls.register, user, csrf);
}

// Each person has a phone of their own in this phone: rows of one go under the name of nobody else.
async function register(url, user, csrf) {
  const known = (await fact(`user:${user}`)) ?? { device: crypto.randomUUID() };
  const body = new URLSearchParams({ device: known.device, name: name() });
  const response = await fetch(url, { method: "POST", headers: { "X-CSRFToken": csrf }, body }).catch(() => null);
  if (!response || response.redirected) return response ? "login" : "network";
  const answer = await response.json().catch(() => ({}));
  if (response.status === 409) return answer.code;
  if (!response.ok) return "network";
  const count = (await fact(`count:${known.device}`)) ?? 0;
  if (answer.last > count) await keep(`count:${known.device}`, answer.last);
  await keep(`user:${user}`, { user, device: known.device, token: answer.token });
  await keep("mine", known.device);
  return "ok";
}

function name() {
  const { userAgent, userAgentData } = navigator;
  const model = /\(([^)]*)\)/.exec(userAgent)?.[1].split(";").map((part) => part.trim()) ?? [];
  return [userAgentData?.platform || model[0] || "?", model.at(-1)].join(" · ").slice(0, 60);
}

// The answer to a scan: word, shape and colour over the whole screen, a sound of its own, a vibration where there is one.
import { beep } from "../beeps.js";
import { grouped } from "../numbers.js";

const SHAKES = { new: 40, duplicate: [60, 60, 60], refused: 400 };
const SOUNDS = { withdrawn: "duplicate", draft: "new" };
const place = document.querySelector("[data-signal]");

export const badge = (state) => document.getElementById(`badge-${state}`).content.cloneNode(true);

export function tell(state, word, number = "", text = "") {
  place.dataset.signal = state;
  document.body.dataset.told = state;
  place.querySelector("[data-signal-shape]").replaceChildren(badge(state).querySelector("svg"));
  place.querySelector("[data-signal-word]").textContent = word;
  place.querySelector("[data-signal-number]").replaceChildren(...grouped(number));
  place.querySelector("[data-signal-text]").textContent = text;
  place.getAnimations?.({ subtree: true }).forEach((animation) => (animation.cancel(), animation.play()));
  const kind = SOUNDS[state] ?? state;
  navigator.vibrate?.(SHAKES[kind] ?? 40);
  beep(kind);
}

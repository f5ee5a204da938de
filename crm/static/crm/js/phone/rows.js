// The last scans, newest first: what became of each, and a way to take it back.
import { grouped } from "../numbers.js";
import { badge } from "./signal.js";

const SHOWN = 20;
const list = document.querySelector("[data-rows]");
const model = document.getElementById("row").content.firstElementChild;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", timeZone: "Asia/Shanghai" });

export const time = (wall) => clock.format(new Date(wall));

// What a row looks like by its own state, or by the server's answer once that is there.
export function stateOf(row) {
  if (row.undone) return "withdrawn";
  if (row.state === "draft") return "draft";
  if (row.state === "refused" || row.state === "aside") return "refused";
  return row.state === "waiting" ? "waiting" : row.answer.state;
}

export function show(row) {
  const item = model.cloneNode(true);
  item.id = `row-${row.event_id ?? row.id}`;
  item.querySelector("[data-cell=time]").textContent = time(row.wall);
  item.querySelector("[data-cell=number]").replaceChildren(...grouped(row.number));
  list.prepend(item);
  draw(row);
  while (list.children.length > SHOWN) list.lastElementChild.remove();
}

export function draw(row) {
  const item = document.getElementById(`row-${row.event_id ?? row.id}`);
  if (!item) return;
  const state = stateOf(row);
  const { grade, text } = row.answer ?? {};
  item.dataset.state = state;
  item.querySelector("[data-cell=state]").replaceChildren(badge(state));
  item.querySelector("[data-cell=text]").textContent = text ?? "";
  const mark = item.querySelector("[data-cell=grade]");
  mark.hidden = !grade || state === "refused";
  mark.textContent = mark.dataset.grade = grade ?? "";
  item.querySelector("[data-take-back]").hidden = Boolean(row.undone) || !row.key;
}

export const clear = () => list.replaceChildren();

// Plain file fields that send pictures: what is chosen is made small before the form leaves. Unreadable ones go as they are,
// the server says why it refuses them.
import { shrink } from "./shrink.js";

export function shrinkChosen() {
  document.addEventListener("change", async ({ target }) => {
    if (!target.matches?.("input[type=file][data-shrink]") || !target.files.length) return;
    const small = new DataTransfer();
    for (const file of target.files) small.items.add((await shrink(file)) ?? file);
    target.files = small.files;
  });
}

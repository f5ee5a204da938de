// Pictures of a batch: made small, given to the row whose number their name or their barcode says, or left to be assigned.
import { clean } from "../numbers.js";
import { isHeic, shrink } from "./shrink.js";
import { post } from "./uploads.js";

export class Pictures {
  constructor({ form, grid, words, changed }) {
    Object.assign(this, { form, grid, words, changed });
    this.loose = form.querySelector("[data-loose]");
    this.line = Promise.resolve();
    for (const pick of form.querySelectorAll("[data-pick]")) {
      pick.addEventListener("change", () => (this.take([...pick.files]), (pick.value = "")));
    }
    document.addEventListener("paste", (event) => this.take([...event.clipboardData.files]));
    this.tendDrops(form);
  }

  tendDrops(form) {
    const drop = form.querySelector("[data-drop]");
    const over = (event) => {
      if (!event.dataTransfer.types.includes("Files")) return;
      event.preventDefault();
      drop.classList.toggle("signing__over", event.type === "dragover");
    };
    for (const type of ["dragover", "dragleave", "drop"]) document.addEventListener(type, over);
    document.addEventListener("drop", (event) => {
      const row = event.target.closest?.("[data-rows] tr");
      this.take([...event.dataTransfer.files], row);
    });
  }

  // One after the other: a phone has no room for fifty open photos.
  take(files, row = null) {
    for (const file of files) this.line = this.line.then(() => this.one(file, row));
    return this.line;
  }

  async one(file, row) {
    const small = await shrink(file);
    if (!small) return this.leave({ name: file.name }, isHeic(file) ? this.words.heic : this.words.unreadable);
    const picture = { file: small, name: file.name, src: URL.createObjectURL(small) };
    const owner = row ?? this.byName(file.name);
    if (owner) return this.give(picture, owner);
    const left = this.leave(picture, this.words.reading);
    const { status, body } = await post(this.form.dataset.read, { file: small, numbers: JSON.stringify(this.numbers()) });
    const found = body?.number && this.grid.of(body.number);
    if (!found) return (left.querySelector("[data-text]").textContent = status === 422 ? body.text : "");
    if (left.isConnected) left.remove();
    return this.give(picture, found);
  }

  numbers = () => this.grid.filled().map((row) => row.number);

  // The longest number wins: a sub-waybill's holds its master's.
  byName(name) {
    const cleaned = clean(name.replace(/[_.]/g, ""));
    const found = this.numbers().filter((number) => cleaned.includes(number));
    return this.grid.of(found.sort((one, other) => other.length - one.length)[0]);
  }

  give(picture, row) {
    const shown = document.getElementById("sign-picture").content.firstElementChild.cloneNode(true);
    shown.querySelector("img").src = picture.src;
    Object.assign(picture, { shown, number: row.number });
    this.tell(picture, this.words.waiting);
    shown.querySelector("[data-drop-picture]").addEventListener("click", () => {
      row.pictures = row.pictures.filter((each) => each !== picture);
      shown.remove();
    });
    row.pictures.push(picture);
    row.querySelector("[data-pictures]").append(shown);
    this.changed();
  }

  leave(picture, text) {
    const item = document.getElementById("sign-loose").content.firstElementChild.cloneNode(true);
    const image = item.querySelector("img");
    if (picture.src) image.src = picture.src;
    else image.remove();
    item.querySelector("[data-name]").textContent = picture.name;
    item.querySelector("[data-text]").textContent = text;
    item.querySelector("[data-drop-picture]").addEventListener("click", () => item.remove());
    const assign = item.querySelector("[data-assign]");
    if (!picture.src) assign.remove();
    assign.addEventListener("focus", () => this.offer(assign));
    assign.addEventListener("change", () => {
      const row = this.grid.of(assign.value);
      if (!row) return;
      item.remove();
      this.give(picture, row);
    });
    this.offer(assign);
    this.loose.append(item);
    return item;
  }

  offer(select) {
    const chosen = select.value;
    select.replaceChildren(new Option(this.words.assign, ""), ...this.numbers().map((number) => new Option(number)));
    select.value = chosen;
  }

  tell(picture, text) {
    picture.shown.querySelector("[data-picture-state]").textContent = text;
  }
}

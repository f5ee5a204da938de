// Pictures of a problem: made small here, sent one by one at once. One that does not get through goes with the form.
import { shrink } from "./signing/shrink.js";

export async function takePictures(form) {
  const field = form.elements.pictures;
  const list = form.querySelector(".problem__thumbs");
  const left = new DataTransfer();
  const files = [...field.files];
  field.disabled = true;
  for (const file of files) {
    const small = (await shrink(file).catch(() => null)) ?? file;
    const row = document.createElement("li");
    row.append(document.createElement("progress"));
    list.append(row);
    const answer = await send(form, small).catch(() => null);
    if (answer) row.innerHTML = answer;
    else {
      row.textContent = small.name;
      left.items.add(small);
    }
  }
  field.disabled = false;
  field.files = left.files;
}

async function send(form, picture) {
  const told = new FormData();
  for (const name of ["csrfmiddlewaretoken", "event_id", "category"]) told.set(name, form.elements[name].value);
  told.set("picture", picture);
  const answer = await fetch(form.dataset.pictureUrl, { method: "POST", body: told });
  return answer.ok || answer.status === 422 ? answer.text() : null;
}

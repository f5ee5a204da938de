// Where one stands is in sight: in a navigation longer than the window, in tabs wider than a phone.
export function showWhere() {
  for (const list of document.querySelectorAll(".rail__list, .tabs")) {
    const here = list.querySelector("[aria-current]");
    if (!here) continue;
    const [box, link] = [list.getBoundingClientRect(), here.getBoundingClientRect()];
    if (link.bottom > box.bottom) list.scrollTop += link.bottom - box.bottom + link.height;
    if (link.right > box.right) list.scrollLeft += link.right - box.right + link.height;
  }
}

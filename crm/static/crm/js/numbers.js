// What was scanned, typed or pasted, cleaned as `shipments/rules/numbers.py` does; guns may add control characters.
export const clean = (text) => text.normalize("NFKC").replace(/[\s\-·\x00-\x1f\x7f]+/g, "").toUpperCase();

export function numbersIn(text) {
  const parts = text.normalize("NFKC").replaceAll("、", ",").split(/[\n\r,;\t]+/);
  return [...new Set(parts.map(clean).filter(Boolean))];
}

// In fours to the eye, one word to the clipboard.
export const grouped = (number) =>
  (number.match(/.{1,4}/g) ?? []).map((part) => Object.assign(document.createElement("span"), { textContent: part }));

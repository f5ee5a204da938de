// Countdowns. The time is the server's: its clock at rendering plus what has passed here since.
const TICK = 5_000;
const SOON_MINUTES = 30;
const SPEAK = 60_000;
const SHAPES = { open: "circle-dashed", soon: "clock-exclamation", overdue: "alert-octagon" };

const words = document.body.dataset;
const started = Date.now();
const serverStart = Date.parse(words.now);
const title = document.title;
let spokenAt = 0;
let spokenCount = null;

const serverNow = () => serverStart + (Date.now() - started);

function spanWords(said, milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  const unit = days ? "Days" : hours ? "Hours" : "Minutes";
  const values = { days, hours: days ? hours % 24 : hours, minutes: hours ? minutes % 60 : minutes };
  return words[said + unit].replace(/%\((\w+)\)s/g, (_, name) => values[name]);
}

function draw(element, now) {
  const left = Date.parse(element.dataset.due) - now;
  const kind = left < 0 ? "overdue" : left <= SOON_MINUTES * 60_000 ? "soon" : "open";
  const text = spanWords(left < 0 ? "over" : "left", Math.abs(left));
  const place = element.querySelector(".deadline__words");
  if (place.textContent !== text) place.textContent = text;
  if (!element.classList.contains(`deadline--${kind}`)) {
    element.classList.remove("deadline--open", "deadline--soon", "deadline--overdue");
    element.classList.add(`deadline--${kind}`);
    const use = element.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${SHAPES[kind]}`));
  }
  return kind === "overdue";
}

function say(count, now) {
  const place = document.querySelector("[data-overdue-words]");
  if (!place || count === spokenCount || now - spokenAt < SPEAK) return;
  if (spokenCount !== null) {
    document.getElementById("spoken").textContent = place.dataset.overdueWords.replace("%s", count);
    spokenAt = now;
  }
  spokenCount = count;
}

function tick() {
  const now = serverNow();
  const open = [...document.querySelectorAll("[data-due]")];
  // A page of a long list says how many of the others are overdue.
  const elsewhere = Number(document.querySelector("[data-overdue-elsewhere]")?.dataset.overdueElsewhere ?? 0);
  const overdue = elsewhere + open.filter((element) => draw(element, now)).length;
  document.title = overdue ? `(${overdue}) ${title}` : title;
  say(overdue, now);
}

export function countDeadlines() {
  tick();
  setInterval(tick, TICK);
  document.addEventListener("visibilitychange", tick);
  document.addEventListener("htmx:afterSettle", tick);
}

"use strict";
const main = document.querySelector("main");
const cards = [...document.querySelectorAll("article")];
const field = (card, name) => card.querySelector(name);
const typed = (card) => field(card, ".give-points").value + "\n" + field(card, ".give-comment").value;
const typing = () => /^(INPUT|TEXTAREA)$/.test(document.activeElement.tagName);
let current = null;

function count() {
  document.getElementById("read").textContent = cards.filter((card) => "read" in card.dataset).length;
  document.getElementById("all").textContent = cards.length;
}

function select(card) {
  if (current) current.classList.remove("current");
  current = card;
  card.classList.add("current");
}

function show(card) {
  if (!card) return;
  select(card);
  card.focus({ preventScroll: true });
  if (card === cards[0]) scrollTo(0, 0); else card.scrollIntoView({ block: "start" }); // above the first stand the keys
}

function step(by) {
  show(cards[Math.min(Math.max(cards.indexOf(current) + by, 0), cards.length - 1)]);
}

function unread() {
  const at = cards.indexOf(current) + 1;
  const next = [...cards.slice(at), ...cards.slice(0, at)].find((card) => !("read" in card.dataset));
  if (next) show(next); else step(1);
}

function say(card, text, bad) {
  const place = field(card, ".status");
  place.textContent = text;
  place.classList.toggle("bad", Boolean(bad));
}

// True where the answer is saved as it stands in the fields.
async function save(card) {
  if (card.busy) return false;
  const text = field(card, ".give-points").value.trim().replace(",", ".");
  const points = text === "" ? null : Number(text);
  const most = Number(field(card, ".give-points").dataset.max);
  if (points !== null && !(/^\d*\.?\d+$|^\d+\.$/.test(text) && points <= most)) {
    say(card, "Points are a number from 0 to " + most + ".", true);
    field(card, ".give-points").focus();
    return false;
  }
  const sent = typed(card);
  card.busy = true;
  say(card, "Saving …");
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-XSRFToken": main.dataset.xsrf },
      body: JSON.stringify({
        id: card.dataset.id, cell: card.dataset.cell, seen: card.dataset.seen, points: points,
        comment: field(card, ".give-comment").value,
      }),
    });
    const said = await answer.json();
    if (said.seen) card.dataset.seen = said.seen;
    if (said.waits === true) delete card.dataset.read;
    if (said.waits === false) card.dataset.read = "";
    if (answer.ok) card.saved = sent;
    say(card, said.message, !answer.ok);
    count();
    return answer.ok;
  } catch (error) {
    say(card, "Not saved: the server gave no answer that this page understands. Is it still running, and are you signed in?", true);
    return false;
  } finally {
    card.busy = false;
  }
}

async function leave(go) {
  const card = current;
  if (card && typed(card) !== card.saved && !(await save(card))) return;
  go();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.altKey || event.metaKey) return;
  const key = event.key;
  const target = document.activeElement;
  if (key === "Escape" && typing()) {
    target.blur();
    if (current) current.focus({ preventScroll: true });
  } else if (key === "Enter" && current && (target.matches(".give-points") || (target.matches(".give-comment") && event.ctrlKey))) {
    save(current).then((done) => done && unread());
  } else if (typing() || event.ctrlKey) {
    return;
  } else if (/^[0-9.]$/.test(key) && current) {
    const points = field(current, ".give-points");
    points.value = key;
    points.focus();
  } else if (key === "c" && current) {
    field(current, ".give-comment").focus();
  } else if (key === "n" || key === "j") {
    leave(() => step(1));
  } else if (key === "p" || key === "k") {
    leave(() => step(-1));
  } else if (key === "u") {
    leave(unread);
  } else if (key === "s" && current) {
    const scheme = current.closest(".question").querySelector("details");
    scheme.open = !scheme.open;
  } else {
    return;
  }
  event.preventDefault();
});

for (const card of cards) {
  card.saved = typed(card);
  card.addEventListener("focusin", () => select(card));
  field(card, "button").addEventListener("click", () => save(card));
}
addEventListener("beforeunload", (event) => {
  if (cards.some((card) => typed(card) !== card.saved)) event.preventDefault();
});
// On a narrow screen the scheme stands above the answers, and would fill it.
if (matchMedia("(max-width: 60rem)").matches) document.querySelectorAll("aside details").forEach((each) => { each.open = false; });
count();
show(cards.find((card) => !("read" in card.dataset)) || cards[0]);

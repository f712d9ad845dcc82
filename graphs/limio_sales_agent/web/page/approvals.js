// A colleague's page: each order that waits, looked at every few seconds, with what a colleague does to it.
import {card, nameOf, refresh, say} from "./order_card.js";
import {ask, knows, learn} from "./desk.js";

const [enter, token, told, orders] = ["enter", "token", "told", "orders"].map((id) => document.getElementById(id));
const words = JSON.parse(document.getElementById("words").textContent);
const LOOK_EVERY = 3000; // milliseconds
const REFUSED = ["nothing_to_decide", "order_changed", "foreign_link", "taken"];
const NAMELESS = "colleague"; // whoever has the one token
const before = new Map(); // what was last shown of each order, by its conversation
let acting = ""; // the conversation on which this colleague decides just now

/** Sends what a colleague does to an order, looks again, and then says what came of it: once it is said, buttons work. */
async function act(path, body, {done = words.desk_done, method = "POST"} = {}) {
  [acting] = path.split("/");
  const answer = await ask(`/api/approvals/${path}`, body, method);
  const {error} = answer.ok ? {} : await answer.json().catch(() => ({}));
  const outcome = answer.ok ? done : REFUSED.includes(error?.code) ? words[`desk_${error.code}`] : words.desk_failed;
  try {
    await look();
  } finally {
    told.textContent = outcome;
    acting = "";
  }
  return answer.ok;
}

async function look() {
  const answer = await (await ask("/api/approvals")).json();
  const shown = new Map([...orders.children].map((item) => [item.dataset.thread, item]));
  const all = [...answer.orders, ...answer.calls].sort((one, other) => other.seconds - one.seconds);
  const now = new Set(all.map((one) => one.thread));
  for (const [thread, item] of shown) if (!now.has(thread)) leaves(thread, item);
  put("you", answer.you === NAMELESS ? "" : say(words.desk_you, {name: answer.you}));
  for (const one of all) {
    one.mine = one.holder === answer.you;
    one.writes = one.writer === answer.you;
    const item = shown.get(one.thread);
    if (item?.dataset.order === (one.order ?? "")) refresh(item, one, words);
    else place(item, one, !shown.size && one === all[0]);
    before.set(one.thread, one);
  }
  put("more", !now.size ? words.desk_nothing : answer.more ? say(words.desk_more, {number: answer.more}) : "");
  if (told.textContent === words.desk_lost) told.textContent = "";
}

/** Puts words down where they are others: what is put down again is read out again. */
function put(place, text) {
  const element = document.getElementById(place);
  if (element.textContent !== text) element.textContent = text;
}

/** Takes a card away, says so where this colleague is not the reason, and keeps the focus in the page. */
function leaves(thread, item) {
  const had = item.contains(document.activeElement), next = item.nextElementSibling ?? item.previousElementSibling;
  item.remove();
  if (thread !== acting) told.textContent = say(words.desk_left, {name: nameOf(before.get(thread), words)});
  if (had) (next?.querySelector("summary") ?? told).focus();
}

/** Puts a card in; that of an order which changed stands in its old one's place, with what changed marked. */
function place(item, one, open) {
  const made = card(one, before.get(one.thread), {words, act});
  const details = made.querySelector("details");
  if (!item) {
    details.open = open;
    return orders.append(made);
  }
  details.open = item.querySelector("details").open;
  const had = item.contains(document.activeElement);
  item.replaceWith(made);
  if (had) made.querySelector("summary").focus();
}

async function watch() {
  for (;;) {
    try {
      await look();
      enter.hidden = true;
    } catch (error) {
      if (error.message === "token") {
        enter.hidden = false;
        token.focus();
        told.textContent = knows() ? words.desk_not_the_token : "";
        return;
      }
      put("told", words.desk_lost);
    }
    await new Promise((after) => setTimeout(after, LOOK_EVERY));
  }
}

/** j and k, or the arrows, go from order to order; a summary is opened by Enter by itself. */
addEventListener("keydown", (event) => {
  const step = {j: 1, ArrowDown: 1, k: -1, ArrowUp: -1}[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea")) return;
  const all = [...orders.querySelectorAll("summary.head")];
  const at = all.indexOf(document.activeElement?.closest(".order")?.querySelector("summary.head"));
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + step, 0), all.length - 1)];
  if (!next) return;
  event.preventDefault();
  next.focus();
});

enter.addEventListener("submit", (event) => {
  event.preventDefault();
  learn(token.value.trim());
  token.value = "";
  watch();
});
watch();

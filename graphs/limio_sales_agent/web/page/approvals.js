// A colleague's page: each order that waits, with buttons to let it go, change its number, or refuse it.
import {make} from "./show.js";

const [enter, token, told, orders] = ["enter", "token", "told", "orders"].map((id) => document.getElementById(id));
const LOOK_EVERY = 3000; // milliseconds
const NOTHING = "Nothing waits. New orders appear here by themselves.";
const REFUSED = {
  nothing_to_decide: "Somebody decided on it already.",
  order_changed: "The order changed; look again.",
};
let key = location.hash.slice(1);
history.replaceState(null, "", location.pathname); // the token stays out of the history

async function ask(path, options = {}) {
  const headers = {Authorization: `Bearer ${key}`, "Content-Type": "application/json"};
  const answer = await fetch(path, {...options, headers});
  if (answer.status === 401) throw new Error("token");
  return answer;
}

async function decide(thread, decision) {
  const answer = await ask(`/api/approvals/${thread}`, {method: "POST", body: JSON.stringify(decision)});
  const {error} = answer.ok ? {} : await answer.json().catch(() => ({}));
  told.textContent = answer.ok ? "Done." : REFUSED[error?.code] ?? "That did not work.";
  await look();
  (orders.querySelector("button:enabled") ?? told).focus(); // the button that was pressed is gone
}

function act(words, kind, work) {
  const button = make("button", {type: "button", class: `button plain ${kind}`}, words);
  button.addEventListener("click", async () => {
    const all = button.closest(".acts").querySelectorAll("button");
    all.forEach((one) => (one.disabled = true));
    await work().catch(() => (told.textContent = "That did not work."));
    all.forEach((one) => (one.disabled = false));
  });
  return button;
}

function card({thread, order, args, names, terms, description}) {
  const [first] = args.items;
  const number = make("input", {type: "number", min: "1", value: String(first.quantity ?? 1), "aria-label": "Quantity"});
  const change = act("Change", "calm", () => decide(thread, {type: "edit", order, quantity: Number(number.value)}));
  const items = args.items.map((item) => make("li", {}, `${item.quantity ?? 1}\u00a0× ${names[item.offer] ?? item.offer}`));
  return make(
    "li", {class: "order", "data-thread": thread, "data-order": order},
    make("h2", {}, [args.first_name, args.last_name, args.email].filter(Boolean).join(" · ") || "A customer"),
    make("ul", {class: "items"}, ...items),
    terms ? make("p", {class: "terms"}, terms) : null,
    make("p", {class: "covers"}, description.split("\n").at(-1)), // what comes of an approval
    make(
      "div", {class: "acts"},
      act("Approve", "", () => decide(thread, {type: "approve", order})),
      act("Reject", "stern", () => decide(thread, {type: "reject", order})),
      make("span", {class: "number"}, "Quantity", number, change),
    ),
  );
}

async function look() {
  const answer = await (await ask("/api/approvals")).json();
  const open = new Map([...orders.children].map((item) => [item.dataset.thread, item]));
  const now = new Set(answer.orders.map((one) => one.thread));
  for (const [thread, item] of open) if (!now.has(thread)) item.remove();
  for (const one of answer.orders) {
    const shown = open.get(one.thread);
    if (!shown) orders.append(card(one));
    else if (shown.dataset.order !== one.order) shown.replaceWith(card(one)); // the order changed while it was open
  }
  if (!now.size) told.textContent = NOTHING;
  else if (told.textContent === NOTHING) told.textContent = "";
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
        told.textContent = key ? "That is not the token." : "";
        return;
      }
      told.textContent = "The connection is lost. Looking again.";
    }
    await new Promise((after) => setTimeout(after, LOOK_EVERY));
  }
}

enter.addEventListener("submit", (event) => {
  event.preventDefault();
  key = token.value.trim();
  token.value = "";
  watch();
});
watch();

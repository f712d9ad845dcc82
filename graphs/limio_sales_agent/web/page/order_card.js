// One order or customer that waits, as a card: closed it says who and how long, open all that a decision or an answer needs.
import {make} from "./show.js";
import {ask} from "./desk.js";

const PRICE_AFTER = 300; // milliseconds without another key
const MINUTE = 60;
const LONGEST_WORDS = 500;

/** Fills a sentence's places. */
export const say = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");

const named = ({first_name, last_name}) => [first_name, last_name].filter(Boolean).join(" ");

/** What a customer is called here. */
export const nameOf = ({customer}, words) => named(customer) || customer.email || words.desk_customer;

export function card(one, before, {words, act}) {
  const {email, company, phone} = one.customer;
  const item = make(
    "li", {class: one.order ? "order" : "order call", "data-thread": one.thread, "data-order": one.order ?? ""},
    make(
      "details", {},
      make("summary", {class: "head"}, make("h2", {}, nameOf(one, words)), make("span", {class: "sum"}, one.order ? one.total : words.desk_call), make("span", {class: "age"}), make("span", {class: "holder"})),
      make("p", {class: "customer-details"}, [named(one.customer) && email, company, phone, one.customer.country].filter(Boolean).join(" · ")),
      ...(one.order ? ordered(one, before, words) : [part("why", words.desk_call_why, make("p", {}, words[`desk_call_${one.reason}`] ?? words.desk_call_other))]),
      part("talk", words.desk_said, make("ol", {tabindex: "0", "aria-label": words.desk_said}), write(one, {words, act})),
      one.order ? decisions(one, {words, act}) : answers(one, {words, act}),
    ),
  );
  refresh(item, one, words);
  item.querySelector("details").addEventListener("toggle", () => toEnd(item)); // what is closed cannot be scrolled
  return item;
}

/** What an order is, and why it waits. */
function ordered(one, before, words) {
  return [
    part("why", words.desk_why, make("ul", {}, ...one.reasons.map((code) => make("li", {}, words[`desk_reason_${code}`])))),
    part("items", words.desk_order, lines(one, before, words)),
    make("p", {class: "terms"}, one.terms),
  ];
}

/** Brings what goes on while an order stays the same up to date: its age, and what was said. */
export function refresh(item, one, words) {
  const holder = one.mine ? words.desk_yours : one.holder && say(words.desk_holder, {name: one.holder});
  const waits = item.querySelector(".age");
  waits.replaceChildren(age(one.seconds, words), one.overdue ? make("mark", {}, words.desk_overdue) : "");
  item.querySelector(".holder").textContent = holder ?? "";
  const claim = item.querySelector(".claim");
  const answered = item.querySelector(".answered"); // who writes hands back instead
  if (answered) answered.hidden = Boolean(one.writer) || (Boolean(one.holder) && !one.mine);
  claim.hidden = one.writes || (Boolean(one.holder) && !one.mine); // who writes hands back first
  claim.dataset.mine = one.mine || "";
  claim.textContent = one.mine ? words.desk_give_back : words.desk_take;
  writing(item, one, words);
  const talk = item.querySelector(".talk ol");
  const last = one.said.at(-1);
  const mark = `${one.said.length} ${last?.at} ${last?.text}`;
  if (talk.dataset.mark === mark) return;
  talk.dataset.mark = mark;
  talk.replaceChildren(...one.said.map(({role, text}) =>
    make("li", {class: role}, make("b", {}, words[`desk_${role}_said`]), make("span", {dir: "auto"}, text))));
  toEnd(item);
}

/** Shows who writes to the customer: nobody yet, this colleague, or another. */
function writing(item, one, words) {
  const [begin, form, other] = [".begin", ".write", ".writer"].map((place) => item.querySelector(place));
  begin.hidden = Boolean(one.writer) || (Boolean(one.holder) && !one.mine);
  form.hidden = !one.writer || !one.writes;
  other.textContent = one.writer && !one.writes ? say(words.desk_writer, {name: one.writer}) : "";
}

function toEnd(item) {
  const talk = item.querySelector(".talk ol");
  talk.scrollTop = talk.scrollHeight;
}

function part(kind, title, ...children) {
  return make("section", {class: kind}, make("h3", {}, title), ...children);
}

function age(seconds, words) {
  const minutes = Math.floor(seconds / MINUTE);
  if (minutes < 1) return words.desk_now;
  if (minutes < MINUTE) return say(words.desk_minutes, {minutes});
  return say(words.desk_hours, {hours: Math.floor(minutes / MINUTE), minutes: minutes % MINUTE});
}

const counted = (line) => `${line.quantity}\u00a0×\u00a0${line.name}`;

/** The lines with what changed since the order was last seen here, and what it comes to. */
function lines(one, before, words) {
  const old = new Map((before?.lines ?? []).map((line) => [line.path, line]));
  const now = new Set(one.lines.map((line) => line.path));
  const gone = [...old.values()].filter((line) => !now.has(line.path)).map((line) => row(line, "gone", "", words));
  const rows = one.lines.map((line) => row(line, ...mark(line, before && old.get(line.path), before, words), words));
  const was = before && before.total !== one.total ? say(words.desk_before, {before: before.total || words.desk_unknown}) : "";
  const total = make(
    "li", {class: `line total${was ? " changed" : ""}`},
    make("span", {class: "name"}, words.desk_total), make("span", {class: "sum"}, one.total || words.desk_unknown),
    was ? make("span", {class: "each"}, was) : null,
  );
  return make("ul", {class: "receipt"}, ...rows, ...gone, total);
}

function mark(line, old, before, words) {
  if (!before) return ["", ""];
  if (!old) return ["added", ""];
  const same = ["quantity", "price", "total"].every((name) => line[name] === old[name]);
  return same ? ["", ""] : ["changed", say(words.desk_before, {before: [counted(old), old.total || old.price].join(", ")})];
}

function row(line, kind, was, words) {
  return make(
    "li", {class: `line ${kind}`},
    make("span", {class: "name"}, counted(line), kind ? make("mark", {}, words[`desk_${kind}`]) : null),
    make("span", {class: "sum"}, line.total || line.price || words.desk_unknown),
    make("span", {class: "each"}, [line.total && line.price, was].filter(Boolean).join(" · ")),
  );
}

/** Makes buttons of a place; while one's work is under way, none in it does anything, and the focus stays on it. */
const buttons = (whole) => (label, kind, work) => {
  const made = make("button", {type: "button", class: `button plain ${kind}`}, label);
  made.addEventListener("click", async () => {
    if (whole.ariaBusy === "true") return;
    whole.ariaBusy = "true";
    await work().catch(() => {});
    whole.ariaBusy = "false";
  });
  return made;
};

/** What can be done with an order. */
function decisions(one, {words, act}) {
  const whole = make("div", {class: "decide"});
  const button = buttons(whole);
  const decide = (decision) => act(one.thread, {...decision, order: one.order});
  const opener = button(words.desk_decline, "stern", async () => refusal.open());
  const refusal = decline(one, opener, {words, decide, button});
  whole.append(
    make("div", {class: "acts"},
      button(words.desk_approve, "", () => decide({type: "approve"})),
      opener,
      claim(one, {words, act, button})),
    refusal.form,
    edit(one, {words, decide, button}),
  );
  return whole;
}

/** What can be done for a customer who asked for a person, beside writing to them. */
function answers(one, {words, act}) {
  const whole = make("div", {class: "decide"});
  const button = buttons(whole);
  const done = button(words.desk_answered, "calm answered", () => act(`${one.thread}/call`, null, {method: "DELETE"}));
  whole.append(make("div", {class: "acts"}, done, claim(one, {words, act, button})));
  return whole;
}

/** Writes to the customer in the agent's place, from the first press of a button until it is handed back. */
function write(one, {words, act}) {
  const path = `${one.thread}/talk`;
  const field = make("input", {id: `message-${one.thread}`, type: "text", maxlength: LONGEST_WORDS, dir: "auto", autocomplete: "off", required: true});
  const button = (label, type = "button") => make("button", {type, class: "button plain calm"}, label);
  const [begin, back] = [button(words.desk_write), button(words.desk_hand_back)];
  begin.classList.add("begin");
  const form = make("form", {class: "write", hidden: true}, make("label", {for: field.id}, words.desk_message), field, button(words.desk_send, "submit"), back);
  begin.addEventListener("click", () => act(path, null, {done: "", method: "POST"}).then(() => field.focus()).catch(() => {}));
  back.addEventListener("click", () => act(path, null, {done: "", method: "DELETE"}).then(() => begin.focus()).catch(() => {}));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act(`${one.thread}/messages`, {id: crypto.randomUUID(), text: field.value}, {done: ""})
      .then((isDone) => isDone && (field.value = "")).catch(() => {});
  });
  return make("div", {}, begin, form, make("p", {class: "writer"}));
}

/** Takes an order or gives it back; which of both, `refresh` puts down in it. */
function claim(one, {words, act, button}) {
  const made = button(words.desk_take, "calm claim", () =>
    act(`${one.thread}/claim`, null, {done: "", method: made.dataset.mine ? "DELETE" : "POST"}));
  return made;
}

/** What the customer is told beside a refusal, asked for before it goes. */
function decline(one, opener, {words, decide, button}) {
  const text = make("textarea", {id: `words-${one.order}`, rows: "3", maxlength: LONGEST_WORDS, dir: "auto"});
  const form = make(
    "div", {class: "decline", hidden: true},
    make("label", {for: text.id}, words.desk_words), text,
    make("div", {class: "acts"},
      button(words.desk_decline_now, "stern", () => decide({type: "reject", words: text.value.trim()})),
      button(words.desk_back, "calm", async () => close())),
  );
  const open = () => {
    form.hidden = false;
    text.focus();
  };
  const close = () => {
    form.hidden = true;
    opener.focus();
  };
  return {form, open};
}

/** Other numbers of the lines, or lines taken out; they can be proposed once the server has said what that comes to. */
function edit(one, {words, decide, button}) {
  const told = make("output", {});
  const propose = button(words.desk_propose, "calm", () => decide({type: "edit", quantities: wanted(rows)}));
  let timer = 0, asked = 0;
  const changed = () => {
    clearTimeout(timer);
    propose.disabled = true;
    const quantities = wanted(rows), mine = ++asked;
    const differs = quantities && Object.keys(quantities).length > 0;
    told.textContent = differs ? words.desk_pricing : "";
    if (differs) timer = setTimeout(async () => {
      const priced = await price(one, quantities).catch(() => null);
      if (mine !== asked) return; // something else was typed meanwhile
      told.textContent = priced ? say(words.desk_new_total, {total: priced.total || words.desk_unknown}) : words.desk_failed;
      propose.disabled = !priced;
    }, PRICE_AFTER);
  };
  const offers = one.lines.filter((line) => !line.is_add_on).length;
  const rows = one.lines.map((line, place) =>
    number(line, `number-${one.order}-${place}`, {words, changed, stays: !line.is_add_on && offers === 1}));
  propose.disabled = true;
  return part("numbers", words.desk_other_numbers, ...rows.map((row) => row.whole), make("div", {class: "acts"}, propose, told));
}

/** A line's number, and a button that takes the line out and puts it back, where something to sell is left without it. */
function number(line, id, {words, changed, stays}) {
  const {name} = line;
  const input = make("input", {type: "number", min: "1", value: String(line.quantity), id, inputmode: "numeric", "aria-label": say(words.desk_quantity, {name})});
  const toggle = make("button", {type: "button", class: "button plain calm", hidden: stays});
  const whole = make("div", {class: "number"}, make("label", {for: id}, name), input, toggle);
  const isOut = () => whole.classList.contains("out");
  const label = () => {
    toggle.textContent = isOut() ? words.desk_in : words.desk_out;
    toggle.setAttribute("aria-label", say(isOut() ? words.desk_put_back : words.desk_take_out, {name}));
  };
  input.addEventListener("input", changed);
  toggle.addEventListener("click", () => {
    input.disabled = whole.classList.toggle("out");
    label();
    changed();
  });
  label();
  return {line, whole, quantity: () => (isOut() ? 0 : Number(input.value || NaN))};
}

/** The numbers that differ from the order's, by path; nothing where one is no number. */
function wanted(rows) {
  const now = rows.map((row) => [row.line, row.quantity()]);
  if (now.some(([, quantity]) => !Number.isInteger(quantity) || quantity < 0)) return null;
  return Object.fromEntries(now.filter(([line, quantity]) => quantity !== line.quantity).map(([line, quantity]) => [line.path, quantity]));
}

async function price({thread, order}, quantities) {
  const answer = await ask(`/api/approvals/${thread}/price`, {order, quantities});
  return answer.ok ? answer.json() : null;
}

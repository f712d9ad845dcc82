// The page: what is shown, what is typed, and going on by itself after a lost connection.
import {make, shown} from "./show.js";
import {conversation, forget, Refusal, say} from "./talk.js";

const [log, form, text, send, chips, doing, banner, note, again] = ["log", "form", "text", "send", "chips", "doing", "banner", "note", "new"].map(
  (id) => document.getElementById(id),
);
const main = document.querySelector("main");
const FIRST_WAIT = 1000, LONGEST_WAIT = 15000, LOOK_EVERY = 3000; // milliseconds
const GREETING = "greeting";

let told = null; // what the server said of the page: title, greeting, words
let open = null; // the message that is being answered: {id, text}
let waits = false; // whether a colleague must decide before it goes on
let seen = 0; // the place of the last entry shown

function show(entry) {
  const old = log.querySelector(`[data-id="${CSS.escape(entry.id)}"].${entry.role}`);
  if (entry.seq) seen = Math.max(seen, entry.seq);
  const item = shown(entry, told.words);
  if (old) old.replaceWith(item);
  else log.append(item);
  // A long answer is read from its beginning.
  item.scrollIntoView({block: entry.role === "agent" && item.offsetHeight > main.clientHeight ? "start" : "nearest"});
  again.hidden = log.children.length < 2;
}

function offer(answers) {
  chips.replaceChildren(
    ...answers.map((answer) => {
      const button = make("button", {type: "button"}, answer);
      button.addEventListener("click", () => begin(answer));
      return button;
    }),
  );
}

function tell(words, {good = false, retry = null} = {}) {
  banner.hidden = !words;
  banner.className = good ? "good" : "";
  banner.replaceChildren(words ?? "");
  if (retry) {
    const button = make("button", {type: "button"}, told.words.again);
    button.addEventListener("click", retry);
    banner.append(button);
  }
}

function begin(said) {
  const words = said.trim();
  if (!words || open || !told) return;
  if (words.length > told.longest) return void (note.textContent = told.words.too_long);
  note.textContent = "";
  open = {id: crypto.randomUUID(), text: words};
  show({...open, role: "customer"});
  text.value = "";
  offer([]);
  turn();
}

/** Sends the open message until it is answered; the server answers one id once. */
async function turn() {
  send.disabled = true;
  doing.textContent = "…";
  for (let wait = FIRST_WAIT; open; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      await heard();
      break;
    } catch (error) {
      doing.textContent = "";
      if (error instanceof Refusal && !(await again_after(error))) return;
      if (!(error instanceof Refusal)) await lost(wait);
    }
  }
  ended();
}

async function heard() {
  let answered = false;
  for await (const event of say(open.id, open.text)) {
    if (!banner.hidden && !banner.classList.contains("good")) tell(told.words.back, {good: true});
    if (event.event === "doing") doing.textContent = event.text;
    if (event.event === "entry") {
      const isAnswer = event.entry.role === "agent";
      if (isAnswer) offer(event.entry.chips); // before the answer, because they take room from it
      show(event.entry);
      answered ||= isAnswer;
      waits = Boolean(event.waiting);
    }
  }
  if (!answered) throw new Refusal(500, {code: "failed"});
  open = null;
}

/** Says why a message was refused; returns whether it is to be sent again. */
async function again_after(refusal) {
  const {words} = told;
  if (refusal.told.code === "too_fast") {
    tell(words.too_fast.replace("{seconds}", refusal.told.seconds));
    await new Promise((after) => setTimeout(after, refusal.told.seconds * 1000));
    tell(null);
    return true;
  }
  if (refusal.status === 401) {
    await conversation(); // the cookie is gone, and comes back with the conversation
    return true;
  }
  send.disabled = false;
  tell(words.failed, {retry: () => (tell(null), turn())});
  return false;
}

async function lost(wait) {
  tell(told.words.lost);
  await new Promise((after) => setTimeout(after, wait));
}

function ended() {
  doing.textContent = "";
  send.disabled = false;
  if (waits) look();
  if (banner.classList.contains("good")) setTimeout(() => tell(null), 2500);
  if (!document.body.classList.contains("framed") || document.hasFocus()) text.focus({preventScroll: true});
}

/** While a colleague decides, looks for the answer. */
async function look() {
  doing.textContent = told.words.waiting;
  while (waits && !open) {
    await new Promise((after) => setTimeout(after, LOOK_EVERY));
    try {
      const now = await conversation(seen);
      offer(now.entries.at(-1)?.chips ?? []);
      now.entries.forEach(show);
      waits = now.waiting;
      tell(null);
    } catch {
      tell(told.words.lost);
    }
  }
  if (!open) doing.textContent = "";
}

async function start() {
  for (let wait = FIRST_WAIT; told === null; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      told = await conversation();
    } catch {
      banner.hidden = false;
      banner.textContent = navigator.onLine ? "…" : "offline";
      await new Promise((after) => setTimeout(after, wait));
    }
  }
  tell(null);
  dress();
  const last = told.entries.at(-1);
  offer(last ? last.chips : told.suggestions);
  show({id: GREETING, role: "agent", blocks: [{kind: "text", text: told.greeting}]});
  told.entries.forEach(show);
  waits = told.waiting;
  if (waits) look();
  if (last?.role === "customer") resume(last); // the page or the server stopped before the answer came
}

function resume(entry) {
  open = {id: entry.id, text: entry.text};
  offer([]);
  turn();
}

function dress() {
  const {words} = told;
  document.title = told.title;
  document.getElementById("title").textContent = told.title;
  document.getElementById("label").textContent = words.write;
  log.setAttribute("aria-label", words.log);
  chips.setAttribute("aria-label", words.write);
  text.placeholder = words.placeholder;
  text.maxLength = told.longest;
  send.setAttribute("aria-label", words.send);
  again.textContent = words.new;
  const privacy = document.getElementById("privacy");
  if (told.privacy) Object.assign(privacy, {hidden: false, href: told.privacy, textContent: words.privacy});
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin(text.value);
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    begin(text.value);
  }
});
again.addEventListener("click", async () => {
  if (!confirm(told.words.new_sure)) return;
  await forget();
  location.reload();
});
document.body.classList.toggle("framed", window !== window.parent);
if (window !== window.parent) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") window.parent.postMessage("limio-chat-close", "*"); // holds nothing
  });
}
start();

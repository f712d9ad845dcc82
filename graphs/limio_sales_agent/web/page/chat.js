// The page: what is typed and clicked, and going on by itself after a lost connection.
import {count, fill, seen, show as put} from "./log.js";
import {countDown, does, isTold, pauseOffline, tell, tellGood, tellLost} from "./notices.js";
import {make} from "./show.js";
import {conversation, forget, Refusal, say} from "./talk.js";

const [form, text, send, chips, note, again, sure] = [
  "form", "text", "send", "chips", "note", "new", "sure",
].map((id) => document.getElementById(id));
const main = document.querySelector("main");
const FIRST_WAIT = 1000, LONGEST_WAIT = 15000, LOOK_EVERY = 3000; // milliseconds
const GREETING = "greeting";
const byTouch = matchMedia("(pointer: coarse)");

let told = null; // what the server said of the page: title, greeting, words
let open = null; // the message that is being answered: {id, text}
let waits = false; // whether a colleague must decide before it goes on

function show(entry) {
  put(entry, told.words);
  again.hidden = count() < 2;
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

function begin(said) {
  const words = said.trim();
  if (!words || open || !told) return;
  if (!fits(words)) return text.focus();
  open = {id: crypto.randomUUID(), text: words};
  show({...open, role: "customer"});
  text.value = "";
  hold();
  offer([]);
  turn();
}

/** Keeps the focus in the page while the button that was pressed goes; a tap does not bring up a phone's keyboard. */
function hold() {
  const isElsewhere = document.body.classList.contains("framed") && !document.hasFocus();
  if (document.activeElement !== text && !isElsewhere) (byTouch.matches ? main : text).focus({preventScroll: true});
}

/** Says whether a message is short enough, and if not by how much; nothing of it is cut off. */
function fits(words) {
  const isTooLong = words.length > told.longest;
  note.textContent = isTooLong ? told.words.too_long.replace("{longest}", told.longest).replace("{count}", words.length) : "";
  text.setAttribute("aria-invalid", String(isTooLong));
  return !isTooLong;
}

/** Sends the open message until it is answered; the server answers one id once. */
async function turn() {
  send.disabled = true;
  does("…");
  for (let wait = FIRST_WAIT; open; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      await heard();
      break;
    } catch (error) {
      does("");
      if (error instanceof Refusal && !(await again_after(error))) return;
      if (!(error instanceof Refusal)) await lost(wait);
    }
  }
  ended();
}

async function heard() {
  let answered = false;
  for await (const event of say(open.id, open.text)) {
    if (isTold()) tellGood(told.words.back);
    if (event.event === "doing") does(event.text);
    if (event.event === "entry") {
      const isAnswer = event.entry.role === "agent";
      if (isAnswer) does(""), offer(event.entry.chips); // before the answer, because they take room from it
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
    await countDown(refusal.told.seconds, words.too_fast);
    return true;
  }
  if (refusal.status === 401) {
    await conversation(); // the cookie is gone, and comes back with the conversation
    return true;
  }
  send.disabled = false;
  const retry = make("button", {type: "button"}, words.again);
  retry.addEventListener("click", () => (tell(null), hold(), turn()));
  tell(words.failed, retry);
  return false;
}

async function lost(wait) {
  tell(told.words.lost);
  await pauseOffline(wait);
}

function ended() {
  does("");
  send.disabled = false;
  if (waits) look();
  hold();
}

/** While a colleague decides, looks for the answer. */
async function look() {
  does(told.words.waiting);
  while (waits && !open) {
    await pauseOffline(LOOK_EVERY);
    try {
      await catchUp();
      tell(null);
    } catch {
      tell(told.words.lost);
    }
  }
  if (!open) does("");
}

/** Shows what was said meanwhile: by a colleague, or in another tab; a conversation forgotten there begins anew here. */
async function catchUp() {
  const now = await conversation(Math.max(seen - 1, 0)); // the last one known comes again, unless it was forgotten
  if (open) return;
  if (seen && !now.entries.length) return location.reload();
  const fresh = now.entries.filter((entry) => entry.seq > seen);
  if (fresh.length) offer(fresh.at(-1).chips);
  fresh.forEach(show);
  const waited = waits;
  waits = now.waiting;
  if (waits && !waited) look();
}

async function start() {
  for (let wait = FIRST_WAIT; told === null; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      told = await conversation();
    } catch {
      tellLost();
      await pauseOffline(wait);
    }
  }
  tell(null);
  dress();
  const last = told.entries.at(-1);
  offer(last ? last.chips : told.suggestions);
  const greeting = {id: GREETING, role: "agent", blocks: [{kind: "text", text: told.greeting}]};
  fill([greeting, ...told.entries], told.words);
  again.hidden = count() < 2;
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
  send.setAttribute("aria-label", words.send);
  again.textContent = words.new;
  document.getElementById("ask").textContent = words.new_sure;
  document.getElementById("erase").textContent = words.new;
  document.getElementById("keep").textContent = words.keep;
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
text.addEventListener("input", () => told && fits(text.value.trim()));
// A dialogue of our own: browsers give a frame on another site no `confirm`.
again.addEventListener("click", () => sure.showModal());
document.getElementById("keep").addEventListener("click", () => sure.close());
document.getElementById("erase").addEventListener("click", async () => {
  sure.close();
  try {
    await forget();
    location.reload();
  } catch {
    tell(told.words.not_erased);
  }
});
addEventListener("offline", () => told && tell(told.words.lost));
addEventListener("online", () => {
  if (!told || open) return;
  tellGood(told.words.back);
  catchUp().catch(() => {});
});
// What was said in another tab, or before the page was left and come back to.
addEventListener("pageshow", (event) => event.persisted && told && catchUp().catch(() => {}));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && told) catchUp().catch(() => {});
});
document.body.classList.toggle("framed", window !== window.parent);
if (window !== window.parent) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") window.parent.postMessage("limio-chat-close", "*"); // holds nothing
  });
}
start();

// The page: what is typed and clicked, and going on by itself after a lost connection.
import {count, fill, lacks, onAskSeen, seen, show as put} from "./log.js";
import {offer as pick, suggest} from "./answers.js";
import {countDown, does, isTold, pauseOffline, tell, tellGood} from "./notices.js";
import {directed, make} from "./show.js";
import {conversation, forget, Refusal, say} from "./talk.js";

const [text, send, note, again, sure, asked] = [
  "text", "send", "note", "new", "sure", "asked",
].map((id) => document.getElementById(id));
const main = document.querySelector("main");
const FIRST_WAIT = 1000, LONGEST_WAIT = 15000, LOOK_EVERY = 3000; // milliseconds
const SLOW = 150; // milliseconds after which a wait is told
const byTouch = matchMedia("(pointer: coarse)");

const told = JSON.parse(document.getElementById("opening").textContent); // title, greeting, words
let isReady = false; // whether what was said before is here
let early = ""; // what was said before that
let open = null; // the message that is being answered: {id, text}
let waits = false; // whether a colleague is to decide, or to write
let isForOrder = false; // whether it is the order that waits for them
let isWithPerson = false; // whether a colleague writes, and the agent is silent

function show(entry) {
  put(entry, told.words);
  again.hidden = count() < 2;
}

const offer = (entry) => pick(entry, told.words, begin);

function begin(said) {
  const words = said.trim();
  if (!words || open) return;
  if (!fits(words)) return text.focus();
  if (!isReady) {
    early = words;
    return isTold() || does(told.words.connecting);
  }
  open = {id: crypto.randomUUID(), text: words};
  show({...open, role: "customer", blocks: []});
  text.value = "";
  hold();
  offer(null);
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
      if (isAnswer) does(""), offer(event.entry), leads(event.entry); // before the answer, because they take room from it
      show(event.entry);
      answered ||= isAnswer || Boolean(event.to_person);
      stands({...event, with_person: event.to_person});
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

/** Tells a shop's page that holds this one that there is a link now; where it leads, and nothing else. */
function leads(entry) {
  const link = entry.blocks.find((block) => block.type === "link");
  if (link && window !== window.parent) window.parent.postMessage({limioChat: "outcome", leadsTo: link.leads_to}, "*");
}

async function lost(wait) {
  tell(told.words.lost);
  await pauseOffline(wait);
}

function ended() {
  does("");
  send.disabled = false;
  if (waits) look();
  else if (lacks()) catchUp().catch(() => {});
  hold();
}

/** Takes in what is to be looked out for. */
function stands(now) {
  isForOrder = Boolean(now.waiting);
  isWithPerson = Boolean(now.with_person);
  waits = isForOrder || isWithPerson || Boolean(now.called);
}

/** While a colleague decides, writes or was asked for, looks for what they say. */
async function look() {
  while (waits && !open) {
    does(isWithPerson ? told.words.with_person : isForOrder ? told.words.waiting : "");
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
  if (fresh.length) offer(now.entries.at(-1));
  fresh.forEach(show);
  const waited = waits;
  stands(now);
  if (waits && !waited) look();
}

async function start() {
  if (text.value.endsWith("\n")) begin(text.value); // Enter was pressed before this was here
  suggest(told.suggestions, told.words, begin);
  dress();
  const now = await arrived();
  const last = now.entries.at(-1);
  if (last) offer(last);
  fill(now.entries, told.words);
  again.hidden = count() < 2;
  stands(now);
  isReady = true;
  if (waits) look();
  if (last?.role === "customer") resume(last); // the page or the server stopped before the answer came
  else if (early) begin(early);
}

/** The conversation as it stands, once it can be had; whoever waits for it is told. */
async function arrived() {
  const slow = setTimeout(() => does(told.words.connecting), SLOW);
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      const now = await conversation();
      clearTimeout(slow);
      does("");
      tell(null);
      return now;
    } catch {
      clearTimeout(slow);
      does(""); // one sign at a time
      tell(told.words.lost);
      await pauseOffline(wait);
    }
  }
}

function resume(entry) {
  open = {id: entry.id, text: entry.text};
  offer(null);
  turn();
}

function dress() {
  const {words} = told;
  document.getElementById("ask").textContent = words.new_sure;
  document.getElementById("erase").textContent = words.new;
  document.getElementById("keep").textContent = words.keep;
  const privacy = document.getElementById("privacy");
  if (told.privacy) Object.assign(privacy, {hidden: false, href: told.privacy, textContent: words.privacy});
}

// The buttons on offers say a sentence, so that what is clicked and what is typed are the same.
log.addEventListener("click", (event) => {
  const button = event.target.closest("[data-says]");
  if (button) begin(button.dataset.says);
});
// An open question that is scrolled out of sight stands above the field.
onAskSeen((words) => {
  asked.hidden = !words;
  asked.replaceChildren(...directed(words));
});
send.addEventListener("click", () => begin(text.value));
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    begin(text.value);
  }
});
text.addEventListener("input", () => fits(text.value.trim()));
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
addEventListener("offline", () => tell(told.words.lost));
addEventListener("online", () => {
  if (!isReady || open) return;
  tellGood(told.words.back);
  catchUp().catch(() => {});
});
// What was said in another tab, or before the page was left and come back to.
addEventListener("pageshow", (event) => event.persisted && isReady && catchUp().catch(() => {}));
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && isReady) catchUp().catch(() => {});
});
document.body.classList.toggle("framed", window !== window.parent);
if (window !== window.parent) {
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") window.parent.postMessage({limioChat: "close"}, "*"); // holds nothing
  });
}
start();

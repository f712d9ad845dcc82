// The conversation as it is seen and heard: each entry once, and the scroll where it is expected.
import {shown} from "./show.js";

const log = document.getElementById("log");
const main = document.querySelector("main");
const SILENT_FOR = 500; // milliseconds in which a screen reader has taken in what was there before
const ROOM = 16; // pixels above an entry that is brought into sight
const AT_END = 48; // pixels from the end within which a reader is at the end
const COMES_TO_REST = 700; // milliseconds that a smooth scroll takes at most; not each browser tells its end

main.style.setProperty("--bar", `${main.offsetWidth - main.clientWidth}px`); // none where bars lie over the content

let fromEnd = 0;
main.addEventListener("scroll", () => (fromEnd = main.scrollHeight - main.clientHeight - main.scrollTop), {passive: true});
// A phone's keyboard and a turned phone leave the reader where they were.
addEventListener("resize", () => main.scrollTo({top: main.scrollHeight - main.clientHeight - fromEnd, behavior: "instant"}));

/** The place up to which each entry is shown; places are counted from 1. */
export let seen = 0;
const known = new Set(); // the places of all that are shown

/** Whether something was said before what is shown: in another tab. */
export const lacks = () => known.size > seen;

/** Puts an entry in once, in its place; what is there already is neither shown nor read out again. */
function put(entry, words) {
  const old = log.querySelector(`[data-id="${CSS.escape(entry.id)}"].${entry.role}`);
  if (entry.seq) known.add(entry.seq);
  while (known.has(seen + 1)) seen++;
  const item = shown(entry, words);
  if (old?.textContent === item.textContent) {
    if (entry.seq) old.dataset.seq = entry.seq;
    return old;
  }
  if (old) old.replaceWith(item);
  else log.insertBefore(item, [...log.children].find((one) => one.dataset.seq > entry.seq) ?? null);
  return item;
}

/** What an order comes to, in the words that its receipt begins with: the money stands beside the button too. */
const owed = (ask) => ask.parentElement.querySelector(".receipt > div.terms > p")?.textContent ?? "";

let askSeen = () => {};
const watcher = new IntersectionObserver((seen) => {
  const {target, isIntersecting} = seen.at(-1);
  askSeen(isIntersecting ? "" : [owed(target), target.textContent].join(" ").trim());
}, {root: main, threshold: 0.9});

/** Has a function called with the words of the open question while it is out of sight, and with none while it is not. */
export const onAskSeen = (listener) => (askSeen = listener);

/** Watches the question of the last entry; a question that was answered is open no more. */
function watch() {
  watcher.disconnect();
  const asks = log.lastElementChild?.querySelectorAll(".ask") ?? [];
  if (asks.length) watcher.observe(asks[asks.length - 1]);
  else askSeen("");
}

/** Watches once the scroll has come to rest: the question of an entry on its way into sight is not out of sight. */
let rests = 0;
function watchAtRest() {
  const now = () => {
    clearTimeout(rests);
    main.removeEventListener("scrollend", now);
    watch();
  };
  watcher.disconnect();
  askSeen("");
  main.addEventListener("scrollend", now, {once: true});
  clearTimeout(rests);
  rests = setTimeout(now, COMES_TO_REST);
}

/** Brings an entry into sight: one that is longer than the screen by its beginning. */
function bring(item, behavior) {
  const isLong = item.classList.contains("agent") && item.offsetHeight > main.clientHeight - ROOM;
  if (isLong) main.scrollTo({top: item.offsetTop - ROOM, behavior});
  else item.scrollIntoView({block: "nearest", behavior});
}

/** Shows what was said before, silently and with its last entry in sight. */
export function fill(entries, words) {
  log.classList.add("still");
  for (const entry of entries) put(entry, words);
  watch();
  main.scrollTo({top: main.scrollHeight, behavior: "instant"});
  if (log.lastElementChild) bring(log.lastElementChild, "instant");
  setTimeout(() => log.setAttribute("aria-live", "polite"), SILENT_FOR); // what comes from then on is read out
}

/** Shows what is said now. */
export function show(entry, words) {
  log.classList.remove("still");
  const item = put(entry, words);
  watchAtRest();
  bring(item, "auto");
}

/** Changes what stands below the conversation, and keeps its end in sight where it was. */
export function beside(change) {
  const isAtEnd = main.scrollHeight - main.clientHeight - main.scrollTop < AT_END;
  change();
  if (isAtEnd) main.scrollTo({top: main.scrollHeight, behavior: "instant"});
}

/** How many entries are shown. */
export const count = () => log.children.length;

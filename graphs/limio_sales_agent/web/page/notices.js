// What is told beside the conversation: what the agent is doing, what went wrong, how long to wait.
import {beside} from "./log.js";
import {make} from "./show.js";

const doing = document.getElementById("doing");
const banner = document.getElementById("banner");
const GOOD_FOR = 2500; // milliseconds that good news stay

export const pause = (milliseconds) => new Promise((after) => setTimeout(after, milliseconds));

/** Waits, but no longer than until the browser has a connection again. */
export const pauseOffline = (milliseconds) =>
  Promise.race([pause(milliseconds), new Promise((after) => addEventListener("online", after, {once: true}))]);

export function does(words) {
  beside(() => (doing.textContent = words));
}

/** Tells why it does not go on, with a button to try again where that is up to the customer; null takes it away. */
export function tell(words, retry = null) {
  beside(() => {
    banner.hidden = !words;
    banner.className = "";
    banner.replaceChildren(words ?? "", ...(retry ? [retry] : []));
  });
}

/** Whether bad news are told. */
export const isTold = () => !banner.hidden && !banner.classList.contains("good");

/** Tells good news, for a moment. */
export function tellGood(words) {
  tell(words);
  banner.className = "good";
  setTimeout(() => banner.classList.contains("good") && tell(null), GOOD_FOR);
}

/** Counts the seconds for the eye; for the ear it is said once. */
export async function countDown(seconds, words) {
  const say = (left) => words.replace("{seconds}", left);
  const seen = make("span", {"aria-hidden": "true"});
  tell(make("span", {class: "unseen"}, say(seconds)));
  banner.append(seen);
  for (let left = seconds; left > 0; left--) {
    seen.textContent = say(left);
    await pause(1000);
  }
  tell(null);
}

// The answers to pick from: a button each, and a stepper where a number is asked for.
import {choices, make} from "./show.js";

const chips = document.getElementById("chips");
const NUMBERS = new Set(["people", "quantity"]);
const MOST = 8; // answers shown at first

/** Offers what may be picked after an entry; `say` is called with what is picked. */
export function offer(entry, words, say) {
  const button = (label, said = () => label, more = {}) => {
    const made = make("button", {type: "button", ...more}, label);
    made.addEventListener("click", () => say(said()));
    return made;
  };
  const asksNumber = entry?.blocks?.some((block) => block.type === "ask" && NUMBERS.has(block.key));
  const labels = entry ? choices(entry).map(({label}) => label) : [];
  const answers = labels.map((label) => button(label));
  chips.replaceChildren(...(asksNumber ? [stepper(words, button)] : []), ...bounded(answers, words));
}

/** The first of many answers, and a button that shows the others in its place. */
function bounded(answers, words) {
  if (answers.length <= MOST) return answers;
  const rest = answers.slice(MOST - 1);
  rest.forEach((one) => (one.hidden = true));
  const more = make("button", {type: "button", class: "others"}, words.others.replace("{number}", rest.length));
  more.addEventListener("click", () => {
    rest.forEach((one) => (one.hidden = false));
    rest[0].focus();
    more.remove();
  });
  return [...answers, more];
}

/** Offers first messages, before anything was said. */
export function suggest(labels, words, say) {
  offer({blocks: [{choices: labels.map((label) => ({label}))}]}, words, say);
}

function stepper(words, button) {
  const field = make("input", {type: "number", min: 1, step: 1, value: 1, inputmode: "numeric", "aria-label": words.number});
  const step = (by, sign, label) => {
    const made = make("button", {type: "button", "aria-label": label}, sign);
    made.addEventListener("click", () => (field.value = Math.max(1, (field.valueAsNumber || 0) + by)));
    return made;
  };
  const send = button(words.number_ok, () => field.value);
  field.addEventListener("keydown", (event) => event.key === "Enter" && send.click());
  return make("span", {class: "stepper"}, step(-1, "−", words.less), field, step(1, "+", words.more), send);
}

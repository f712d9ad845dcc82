// Shows what was said. Text is only ever put in as text: nothing from the catalogue, a customer or a model is markup here.

/** Makes an element: make("p", {class: "text"}, "words", child, ...). */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

/** A link, if it is one to the web. */
function webLink(url, attributes, text) {
  const {protocol} = new URL(url, location.href);
  return protocol === "https:" || protocol === "http:"
    ? make("a", {...attributes, href: url, target: "_blank", rel: "noopener"}, text)
    : document.createTextNode(text);
}

const RIGHT = "[\\u0590-\\u08ff\\ufb1d-\\ufdff\\ufe70-\\ufefc]";
const FROM_THE_RIGHT = new RegExp(`(${RIGHT}+(?:[^\\p{L}]+${RIGHT}+)*)`, "u");

/** Words with a name in them that is written from the right, kept apart: an amount after it would be read backwards. */
export function directed(text) {
  if (!/\p{Script=Latin}/u.test(text)) return [text];
  return text.split(FROM_THE_RIGHT).map((part, index) => (index % 2 ? make("bdi", {}, part) : part));
}

/** The words of a paragraph, with those of them as links that it says are links. */
function linked(text, links = []) {
  let parts = [text.replace(/(\d) × /g, "$1\u00a0×\u00a0")];
  for (const url of links) {
    parts = parts.flatMap((part) => {
      if (typeof part !== "string") return [part];
      const pieces = part.split(url);
      return pieces.flatMap((piece, index) => (index ? [webLink(url, {}, url), piece] : [piece]));
    });
  }
  return parts.flatMap((part) => (typeof part === "string" ? directed(part) : [part]));
}

export function shown(entry, words) {
  const item = make("div", {class: `said ${entry.role}`, "data-id": entry.id, "data-seq": entry.seq ?? null});
  item.append(make("span", {class: "unseen"}, `${{agent: words.assistant, colleague: words.colleague}[entry.role] ?? words.you}:`));
  if (entry.role === "colleague") item.append(make("b", {class: "who", "aria-hidden": "true"}, words.colleague));
  if (entry.role === "customer") item.append(make("p", {class: "text", dir: "auto"}, entry.text));
  else item.append(...entry.blocks.map((block) => (SHOW[block.type] ?? SHOW.text)(block, words)).filter(Boolean));
  return item;
}

/** The answers that a message offers to pick, as they are said when they are picked. */
export function choices(entry) {
  return entry.blocks.flatMap((block) => [...(block.choices ?? []), ...(block.way_out ? [block.way_out] : [])]);
}

// A block of a type that is not known here is shown by its words.
const SHOW = {
  text: (block) => block.text && make("p", {class: "text", dir: "auto"}, ...linked(block.text, block.links)),
  ask: (block) => block.text && make("p", {class: "text ask", dir: "auto"}, ...linked(block.text, block.links)),
  add_on: (block) =>
    make("div", {class: "sheet receipt", role: "group", "aria-label": block.name}, make("h2", {}, block.name), make("p", {class: "terms"}, ...linked(block.text, block.links))),
  offers: (block, words) => make("div", {class: "choice"}, make("ul", {class: "offers"}, ...block.offers.map((offer) => card(offer, words))), compared(block.offers, words)),
  comparison: (block, words) => comparison(block, words),
  order: (block, words) => receipt(block, words),
  choices: () => null,
  link: (block, words) =>
    make("p", {class: "go"}, block.total ? make("b", {class: "price"}, block.total) : null, webLink(block.url, {class: "button"}, words[`link_${block.leads_to}`]), make("span", {class: "hint"}, words.link_note)),
};

function card(offer, words) {
  const flag = offer.proposed ? words.proposed : offer.best ? words.best : "";
  const features = offer.features.map((feature) => make("li", {class: feature.endsWith(":") ? "lead" : null}, feature));
  return make(
    "li",
    {class: `offer${offer.proposed ? " proposed" : ""}`},
    make("p", {class: `flag${offer.proposed ? "" : " best"}`}, flag),
    make("h2", {}, offer.name),
    make("p", {class: "price"}, offer.price),
    offer.total ? make("p", {class: "for-all"}, offer.total) : null,
    features.length ? make("ul", {}, ...features) : null,
    offer.caveats?.length ? make("p", {class: "caveats"}, offer.caveats.join("; ")) : null,
    offer.reasons.length ? make("p", {class: "why"}, make("b", {}, `${words.why}: `), offer.reasons.join(", ")) : null,
    make("div", {class: "picks"}, ...["take", "details"].map((act) => saying(words[act], words[`${act}_said`], offer.label ?? offer.name))),
  );
}

/** A button that says a sentence for the customer, as they could have typed it. */
function saying(label, sentence, name, other = "") {
  const said = sentence.replace("{name}", name).replace("{other}", other);
  return make("button", {type: "button", "data-says": said, "aria-label": `${label}: ${[name, other].filter(Boolean).join(", ")}`}, label);
}

function compared([first, second], words) {
  return second ? make("p", {class: "picks"}, saying(words.compare, words.compare_said, first.label ?? first.name, second.label ?? second.name)) : null;
}

function comparison({columns, quantity, cheaper}, words) {
  const mark = (index) => (index === cheaper ? "best-column" : null);
  const isOfPlans = columns[0].name === columns[1].name; // one offer, paid in two ways
  const head = columns.map((column, index) => make("th", {scope: "col", class: mark(index)}, isOfPlans ? column.billing : column.name));
  const row = (name) =>
    make("tr", {}, make("th", {scope: "row"}, words[`row_${name}`]), ...columns.map((column, index) => make("td", {class: mark(index)}, ...cell(column[name]))));
  const differ = !isOfPlans && columns.some((column) => column.features?.length);
  const rows = [...(isOfPlans ? [] : ["billing"]), "price", ...(quantity > 1 ? ["total"] : []), "year", ...(differ ? ["features"] : [])];
  const title = isOfPlans ? columns[0].name : columns.map((column) => column.name).join(" · ");
  const whole = make(
    "table", {}, make("caption", {class: isOfPlans ? null : "unseen"}, title), make("thead", {}, make("tr", {}, make("td", {}), ...head)), make("tbody", {}, ...rows.map(row)),
  );
  return make("div", {class: "sheet scroll", tabindex: "0", role: "group", "aria-label": title}, whole);
}

/** What stands in a cell: words, or a list of them. */
function cell(told) {
  return Array.isArray(told) ? [make("ul", {}, ...told.map((one) => make("li", {}, one)))] : [told];
}

function receipt(block, words) {
  const lines = block.lines.map((line) =>
    make(
      "li",
      {class: "line"},
      make("span", {class: "name"}, line.quantity === 1 ? line.name : `${line.quantity}\u00a0×\u00a0${line.name}`),
      make("span", {class: "sum"}, line.total),
      line.quantity === 1 && line.total ? null : make("span", {class: "each"}, line.price),
    ),
  );
  const terms = block.terms.map((term) => make("p", {}, ...linked(term.text, term.links)));
  return make(
    "div", {class: "sheet receipt", role: "group", "aria-label": words.receipt},
    make("h2", {}, words.receipt), make("ul", {}, ...lines), make("div", {class: "terms"}, ...terms),
  );
}

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

/** The words of a paragraph, with its links as links: the agent's own come from the checkout or the playbook alone. */
function linked(text) {
  return text.replace(/(\d) × /g, "$1\u00a0×\u00a0").split(/(https?:\/\/[^\s]*[^\s.,;:!?)])/).map((part, index) => (index % 2 ? webLink(part, {}, part) : part));
}

export function shown(entry, words) {
  const item = make("div", {class: `said ${entry.role}`, "data-id": entry.id, "data-seq": entry.seq ?? null});
  item.append(make("span", {class: "unseen"}, `${entry.role === "agent" ? words.assistant : words.you}:`));
  if (entry.role === "customer") item.append(make("p", {class: "text"}, entry.text));
  else for (const block of entry.blocks) item.append(SHOW[block.kind](block, words));
  return item;
}

const SHOW = {
  text: (block) => make("p", {class: "text"}, ...linked(block.text)),
  offers: (block, words) => make("ul", {class: "offers"}, ...block.offers.map((offer) => card(offer, words))),
  table: (block) => table(block),
  receipt: (block) => receipt(block),
  link: (block, words) =>
    make("p", {class: "go"}, webLink(block.url, {class: "button"}, block.text), make("span", {class: "hint"}, words.link_note)),
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
    features.length ? make("ul", {}, ...features) : null,
    offer.reasons.length ? make("p", {class: "why"}, make("b", {}, `${words.why}: `), offer.reasons.join(", ")) : null,
  );
}

function table(block) {
  const column = (index) => (index === block.best ? "best-column" : null);
  const head = block.head.map((cell, index) =>
    cell ? make("th", {scope: "col", class: column(index)}, cell) : make("td", {}),
  );
  const rows = block.rows.map(([first, ...cells]) =>
    make("tr", {}, make("th", {scope: "row"}, first), ...cells.map((cell, index) => make("td", {class: column(index + 1)}, cell))),
  );
  const whole = make(
    "table", {}, make("caption", {}, block.caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows),
  );
  return make("div", {class: "sheet scroll", tabindex: "0", role: "group", "aria-label": block.caption}, whole);
}

function receipt(block) {
  const lines = block.lines.map((line) =>
    make(
      "li",
      {class: "line"},
      make("span", {class: "name"}, line.quantity === 1 ? line.name : `${line.quantity}\u00a0×\u00a0${line.name}`),
      make("span", {class: "sum"}, line.total),
      line.quantity === 1 && line.total ? null : make("span", {class: "each"}, line.price),
    ),
  );
  const terms = block.terms.map((term) => {
    if (!term.url) return make("p", {}, term.text);
    const [before, after] = term.text.split(term.url);
    return make("p", {}, before, webLink(term.url, {}, term.url.replace(/^https?:\/\//, "")), after);
  });
  return make(
    "section", {class: "sheet receipt", "aria-label": block.title},
    make("h2", {}, block.title), make("ul", {}, ...lines), make("div", {class: "terms"}, ...terms),
  );
}

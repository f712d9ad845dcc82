// <script src="https://chat.example/embed.js" async></script> puts the chat into a page as a bubble; docs/embed.md says what it may be told.
(() => {
  if (document.querySelector("limio-chat")) return; // one bubble is enough, however often a page asks for it
  const script = document.currentScript;
  const server = new URL(script.src).origin;
  const {color, radius, font, lang} = script.dataset;
  const wanted = lang ?? document.documentElement.lang.slice(0, 2);
  const titles = {de: ["Chat öffnen", "Chat schließen"]}[wanted] ?? ["Open the chat", "Close the chat"];
  const host = document.createElement("limio-chat");
  const root = host.attachShadow({mode: "open"}); // the shop's styles stay out, ours stay in
  const sheet = new CSSStyleSheet(); // which a page's Content-Security-Policy allows, where it forbids inline styles
  sheet.replaceSync(`
    :host { all: initial !important; --brand: #0b5a6f; --on-brand: #fff; --round: 18px; }
    :host([hidden]) { display: none !important; }
    button { position: fixed; z-index: 2147483000; inset-inline-end: 20px; bottom: 20px; width: 60px; height: 60px; border: 0; border-radius: 50%;
      background: var(--brand); color: var(--on-brand); cursor: pointer; box-shadow: 0 6px 24px rgb(10 30 40 / 30%); display: grid; place-items: center; }
    button:hover { filter: brightness(.9); }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #0b5a6f; }
    iframe { position: fixed; z-index: 2147483000; inset-inline-end: 20px; bottom: 96px; width: min(420px, calc(100vw - 40px));
      height: min(680px, calc(100dvh - 120px)); border: 0; border-radius: var(--round); background: Canvas; color-scheme: light dark;
      box-shadow: 0 12px 48px rgb(10 30 40 / 28%); }
    iframe[hidden] { display: none; }
    @media (max-width: 480px) { iframe { inset-inline-end: 0; bottom: 0; width: 100vw; height: calc(100dvh - 84px); border-radius: var(--round) var(--round) 0 0; }
      button[aria-expanded=true] { bottom: auto; top: 12px; width: 48px; height: 48px; } }`);
  root.adoptedStyleSheets = [sheet];
  const look = sheet.cssRules[0].style;
  if (color) look.setProperty("--brand", color);
  if (radius) look.setProperty("--round", radius);
  const button = document.createElement("button");
  const frame = document.createElement("iframe");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [name, value] of Object.entries({viewBox: "0 0 24 24", width: 28, height: 28, "aria-hidden": "true"})) svg.setAttribute(name, value);
  for (const [name, value] of Object.entries({fill: "none", stroke: "currentColor", "stroke-width": 2, "stroke-linecap": "round", "stroke-linejoin": "round"})) path.setAttribute(name, value);
  const SHAPES = {open: "M4 5h16v11H10l-5 4v-4H4z M8 9.5h8 M8 12.5h5", close: "M6 6l12 12 M18 6L6 18"};
  svg.append(path);
  button.append(svg);
  frame.hidden = true;
  frame.title = "Chat";

  /** Tells the shop's page: `document.addEventListener("limio-chat:opened", ...)`. */
  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(`limio-chat:${name}`, {detail}));

  /** The page's address, with what it is to look like and to speak. */
  function address() {
    const told = Object.entries({color, radius, font, lang: wanted}).filter(([, value]) => value);
    return `${server}/?${new URLSearchParams(told)}`;
  }

  function turn(isOpen) {
    if (isOpen && !frame.src) frame.src = address();
    frame.hidden = !isOpen;
    path.setAttribute("d", isOpen ? SHAPES.close : SHAPES.open);
    button.setAttribute("aria-expanded", String(isOpen));
    button.setAttribute("aria-label", titles[isOpen ? 1 : 0]);
  }

  /** Opens or closes it; for the shop's own buttons too, as `document.querySelector("limio-chat").open()`. */
  function set(isOpen) {
    turn(isOpen);
    (isOpen ? frame : button).focus();
    if (isOpen) tell("opened", {});
  }
  Object.assign(host, {open: () => set(true), close: () => set(false)});
  button.addEventListener("click", () => set(frame.hidden));
  addEventListener("message", ({origin, source, data}) => {
    if (origin !== server || source !== frame.contentWindow) return;
    if (data?.limioChat === "close") set(false);
    if (data?.limioChat === "outcome") tell("outcome", {leadsTo: data.leadsTo});
  });
  root.append(frame, button);
  turn(false);
  document.body.append(host);
})();

// <script src="https://chat.example/embed.js" async></script> puts the chat into a page as a bubble.
(() => {
  const server = new URL(document.currentScript.src).origin;
  const titles = {de: ["Chat öffnen", "Chat schließen"]}[document.documentElement.lang.slice(0, 2)] ?? ["Open the chat", "Close the chat"];
  const host = document.createElement("div");
  const root = host.attachShadow({mode: "open"}); // the shop's styles stay out, ours stay in
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial; }
    button { position: fixed; z-index: 2147483000; right: 20px; bottom: 20px; width: 60px; height: 60px; border: 0; border-radius: 50%;
      background: #0b5a6f; color: #fff; cursor: pointer; box-shadow: 0 6px 24px rgb(10 30 40 / 30%); display: grid; place-items: center; }
    button:hover { background: #084759; }
    button:focus-visible { outline: 3px solid #fff; box-shadow: 0 0 0 6px #0b5a6f; }
    iframe { position: fixed; z-index: 2147483000; right: 20px; bottom: 96px; width: min(420px, calc(100vw - 40px));
      height: min(680px, calc(100dvh - 120px)); border: 0; border-radius: 18px; background: Canvas; color-scheme: light dark;
      box-shadow: 0 12px 48px rgb(10 30 40 / 28%); }
    iframe[hidden] { display: none; }
    @media (max-width: 480px) { iframe { right: 0; bottom: 0; width: 100vw; height: calc(100dvh - 84px); border-radius: 18px 18px 0 0; } 
      button[aria-expanded=true] { bottom: auto; top: 12px; width: 48px; height: 48px; } }`);
  root.adoptedStyleSheets = [sheet];
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

  function turn(isOpen) {
    if (isOpen && !frame.src) frame.src = server + "/";
    frame.hidden = !isOpen;
    path.setAttribute("d", isOpen ? SHAPES.close : SHAPES.open);
    button.setAttribute("aria-expanded", String(isOpen));
    button.setAttribute("aria-label", titles[isOpen ? 1 : 0]);
    (isOpen ? frame : button).focus();
  }
  button.addEventListener("click", () => turn(frame.hidden));
  addEventListener("message", (event) => {
    if (event.origin === server && event.data === "limio-chat-close") turn(false);
  });
  root.append(frame, button);
  document.body.append(host);
  turn(false);
  button.blur();
})();

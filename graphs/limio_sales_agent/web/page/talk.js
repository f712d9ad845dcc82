// Talks to the server: the conversation as it stands, a message and what happens in its turn.

export class Refusal extends Error {
  constructor(status, told) {
    super(told.code ?? "refused");
    this.status = status;
    this.told = told;
  }
}

async function checked(answer) {
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new Refusal(answer.status, told.error ?? {});
}

// What a visitor is answered in is the page's language, whatever their browser prefers.
const headers = {"Accept-Language": document.documentElement.lang};

const SILENT = 40000; // milliseconds without a word after which a connection is dead; the server says something every 15 s

export async function conversation(after = 0) {
  const answer = await checked(await fetch(`/api/conversation?after=${after}`, {headers, signal: AbortSignal.timeout(SILENT)}));
  return answer.json();
}

export async function forget() {
  await checked(await fetch("/api/conversation", {method: "DELETE"}));
}

/** Sends a message and yields what happens in its turn; sent again with the same id it is the same message. */
export async function* say(id, text) {
  const body = JSON.stringify({id, text});
  const listening = new AbortController();
  let silence = 0;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(() => listening.abort(), SILENT);
  };
  heard();
  try {
    const sent = {method: "POST", headers: {...headers, "Content-Type": "application/json"}, body, signal: listening.signal};
    yield* events(await checked(await fetch("/api/messages", sent)), heard);
  } finally {
    clearTimeout(silence);
  }
}

async function* events(answer, heard) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const {value, done} = await reader.read();
    heard();
    if (done) return;
    waiting += value;
    const whole = waiting.split("\n\n");
    waiting = whole.pop();
    for (const one of whole) {
      const [, event] = one.match(/^event: (.*)$/m) ?? [];
      const [, data] = one.match(/^data: (.*)$/m) ?? [];
      if (event) yield {event, ...JSON.parse(data)};
    }
  }
}

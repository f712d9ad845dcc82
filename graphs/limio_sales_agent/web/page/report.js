// The colleagues' report: the server draws it, this fetches it with the token.
const [enter, token, since, until, told, place] = ["enter", "token", "since", "until", "told", "report"]
  .map((id) => document.getElementById(id));
token.value = location.hash.slice(1);
history.replaceState(null, "", location.pathname); // the token stays out of the history

async function show() {
  const query = new URLSearchParams({form: "html"});
  for (const one of [since, until]) if (one.value) query.set(one.id, one.value);
  const answer = await fetch(`/api/report?${query}`, {headers: {Authorization: `Bearer ${token.value}`}})
    .catch(() => null);
  told.textContent = answer?.ok ? "" : answer?.status === 401 ? "That is not the token." : "The report cannot be had.";
  if (!answer?.ok) return place.replaceChildren();
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  place.replaceChildren(...page.body.childNodes);
}

enter.addEventListener("submit", (event) => { event.preventDefault(); show(); });
if (token.value) show();

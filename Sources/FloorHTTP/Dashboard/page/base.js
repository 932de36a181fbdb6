// What every part of the page needs: nodes without markup, so that no text can become any; figures; and the API.

export function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined && text !== null) node.textContent = text;
  return node;
}

/** Sets a text only when it differs: a node that does not change is not laid out again. */
export function put(node, text, className) {
  const value = String(text);
  if (node.textContent !== value) node.textContent = value;
  if (className !== undefined && node.className !== className) node.className = className;
}

/** Makes `parent` hold one child per item, reusing those that are there. */
export function fill(parent, items, make, update) {
  while (parent.children.length > items.length) parent.lastElementChild.remove();
  items.forEach((item, index) => {
    let node = parent.children[index];
    if (!node) { node = make(); parent.append(node); }
    update(node, item, index);
  });
}

const digits = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 0 });
export const count = (n) => digits.format(n).replaceAll(",", "\u202f");

/** Seconds as 45 s, 12:05 or 3:02:11, with a sign when negative. */
export function span(seconds) {
  const whole = Math.round(Math.abs(seconds));
  const sign = seconds < 0 && whole > 0 ? "−" : "";
  if (whole < 60) return `${sign}${whole} s`;
  const two = (n) => String(n).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return sign + (hours ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`);
}

export function toast(text, isBad) {
  const node = el("div", isBad ? "toast bad" : "toast", text);
  document.getElementById("toasts").append(node);
  setTimeout(() => node.remove(), isBad ? 7000 : 3000);
}

// The token comes in the address's fragment, which never reaches a server or its log, and lives as long as the tab.
const KEY = "drover-token";

export function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(KEY, given);
    history.replaceState(null, "", location.pathname);
  }
  return sessionStorage.getItem(KEY);
}

export async function askToken() {
  sessionStorage.removeItem(KEY);
  const dialog = document.getElementById("login");
  if (!dialog.open) dialog.showModal();
  await new Promise((done) => dialog.addEventListener("close", done, { once: true }));
  sessionStorage.setItem(KEY, document.getElementById("token").value.trim());
  document.getElementById("token").value = "";
}

export class Refused extends Error {
  constructor(status, body) {
    super(body.error ?? `status ${status}`);
    this.status = status;
    this.remedy = body.remedy ?? "";
  }
}

export async function call(path, options = {}) {
  const headers = { Authorization: `Bearer ${sessionStorage.getItem(KEY) ?? ""}`, ...options.headers };
  const answer = await fetch(path, { ...options, headers, cache: "no-store" });
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer;
}

export const get = async (path) => (await call(path)).json();

/** Sends a person's decision, and says what became of it. */
export async function post(path, body) {
  try {
    const answer = await call(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    toast((await answer.json()).done);
    return true;
  } catch (fault) {
    toast(fault.remedy ? `${fault.message}: ${fault.remedy}` : fault.message, true);
    return false;
  }
}

/** Reads server-sent events with the token in a header, which EventSource cannot do. Ends when the stream does. */
export async function events(path, take) {
  const answer = await call(path, { headers: { Accept: "text/event-stream" } });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    rest += value;
    let end;
    while ((end = rest.indexOf("\n\n")) >= 0) {
      const block = rest.slice(0, end);
      rest = rest.slice(end + 2);
      let name = "message";
      let data = "";
      for (const line of block.split("\n")) {
        if (line.startsWith("event: ")) name = line.slice(7);
        if (line.startsWith("data: ")) data += line.slice(6);
      }
      if (data) take(name, JSON.parse(data));
    }
  }
}

// Figures, stations, orders and alarms.
import { count, el, fill, post, put, span } from "/base.js";

const SEVERITY = { FATAL: 3, CRITICAL: 2, URGENT: 1, WARNING: 0 };
/** Floor seconds over which rates are taken. */
const RATE_WINDOW = 900;
/** Slack in seconds below which an order is worth a look. */
const TIGHT = 600;

export class Panels {
  constructor() {
    this.samples = [];
    this.state = { journal: null, broker: undefined };
    this.lost = false;
    this.chips = document.getElementById("chips");
    this.paused = false;
  }

  take(view) {
    this.paused = view.paused;
    put(document.getElementById("clock"), clock(view.now));
    this.kpis(view);
    this.stations(view.stations);
    this.orders(view);
    this.alarms(view.alarms);
  }

  shells(data) {
    this.state.journal = data.journal_fault ?? null;
    this.state.broker = data.counters["drover_broker_connected"];
    this.drawChips();
  }

  link(isLost) {
    this.lost = isLost;
    this.drawChips();
  }

  drawChips() {
    const { journal, broker } = this.state;
    const chips = [
      this.lost ? ["bad", "No connection"] : ["good", "Live"],
      this.paused ? ["warn", "Paused"] : ["good", "Running"],
      journal ? ["bad", `Journal: ${journal}`] : ["good", "Journal"],
    ];
    if (broker !== undefined) chips.push(broker > 0 ? ["good", "Broker"] : ["bad", "Broker: no connection"]);
    fill(this.chips, chips, () => el("span"), (node, [kind, text]) => put(node, text, `chip ${kind}`));
  }

  kpis(view) {
    const n = view.numbers;
    const shipped = n.shipped_on_time + n.shipped_late;
    const onTime = shipped ? (100 * n.shipped_on_time) / shipped : null;
    const rate = this.rate(view.now, n);
    const faulty = view.units.filter((u) => ["fault", "lost", "stale", "unheard"].includes(u.state)).length;
    const tiles = [
      ["Orders waiting", count(n.orders_waiting)],
      ["Shipped", count(shipped)],
      ["On time", onTime === null ? "–" : `${onTime.toFixed(1)}`, onTime === null ? "" : onTime < 95 ? "warn" : "good", "%"],
      ["Late", count(n.shipped_late), n.shipped_late ? "warn" : ""],
      ["Units out / h", rate === null ? "–" : count(rate)],
      ["On hand", count(n.units_on_hand)],
      ["Held", count(n.units_held)],
      ["Missing", count(n.units_missing), n.units_missing ? "warn" : ""],
      ["Balance", n.balances ? "exact" : "OFF", n.balances ? "good" : "bad"],
      ["At work", `${n.units_at_work}`, faulty ? "warn" : "", faulty ? `/ ${view.units.length} · ${faulty} down` : `/ ${view.units.length}`],
      ["Unanswered", count(n.unanswered)],
      ["Collisions", count(n.collisions), n.collisions ? "bad" : ""],
      ["Deadlocks", count(n.deadlocks_resolved), "", n.deadlocks_resolved ? "resolved" : ""],
    ];
    fill(document.getElementById("kpis"), tiles, makeKPI, (node, [name, value, kind = "", unit = ""]) => {
      if (node.className !== `kpi ${kind}`) node.className = `kpi ${kind}`;
      put(node.children[0], name);
      put(node.children[1].children[0], value);
      put(node.children[1].children[1], unit ? ` ${unit}` : "");
    });
  }

  /** Units an hour over the last quarter of an hour that this page has seen; null while that is less than a minute. */
  rate(now, numbers) {
    const last = this.samples.at(-1);
    if (last && now < last.now) this.samples = [];
    this.samples.push({ now, shipped: numbers.units_shipped });
    while (this.samples.length > 2 && this.samples[1].now < now - RATE_WINDOW) this.samples.shift();
    const first = this.samples[0];
    return now - first.now < 60 ? null : ((numbers.units_shipped - first.shipped) * 3600) / (now - first.now);
  }

  stations(stations) {
    const panel = document.getElementById("stations");
    const down = stations.filter((s) => !s.online).length;
    put(panel.querySelector(".count"), down ? `${down} not connected` : `${stations.length} connected`, `count ${down ? "bad" : ""}`);
    const sorted = [...stations].sort((a, b) => Number(a.online) - Number(b.online));
    fill(panel.querySelector("tbody"), sorted, () => row(4), (node, s) => {
      const [name, state, queue, open] = node.children;
      put(name, s.name);
      const text = s.online ? s.state.toLowerCase() : "offline";
      put(state, text, stationKind(text));
      put(queue, s.waiting || "·", s.waiting ? "n" : "n soft");
      put(open, s.unanswered || "·", s.unanswered ? "n" : "n soft");
    });
  }

  orders(view) {
    const panel = document.getElementById("orders");
    put(panel.querySelector(".count"), `${count(view.numbers.orders_waiting)} waiting`);
    fill(panel.querySelector("ul"), view.orders, makeOrder, (node, o) => {
      const [code, stage, slack, reason] = node.children;
      put(code, o.code);
      put(stage, `${o.stage.replace(" at ", " · ")} · ${o.lines} ${o.lines === 1 ? "line" : "lines"}`);
      put(slack, span(o.slack), `n ${o.slack < 0 ? "bad" : o.slack < TIGHT ? "warn" : ""}`);
      put(reason, o.reason);
      reason.title = o.reason;
    });
    empty(panel.querySelector(".scroll"), view.orders.length === 0, "No order waits.");
  }

  alarms(alarms) {
    const panel = document.getElementById("alarms");
    const open = alarms.filter((a) => !a.acknowledged_by).length;
    put(panel.querySelector(".count"), alarms.length ? `${open} new of ${alarms.length}` : "");
    const list = panel.querySelector("ul");
    const sorted = [...alarms].sort((a, b) =>
      Boolean(a.acknowledged_by) - Boolean(b.acknowledged_by) || SEVERITY[b.severity] - SEVERITY[a.severity] || b.number - a.number);
    fill(list, sorted, makeAlarm, (node, a) => {
      const kind = `${a.severity.toLowerCase()}${a.acknowledged_by ? " seen" : ""}`;
      if (node.className !== kind) node.className = kind;
      node.number = a.number;
      const [what, meta] = node.children[0].children;
      put(what, a.text);
      put(meta.children[0], a.severity.toLowerCase());
      put(meta.children[1], ` · ${span(a.age)}${a.acknowledged_by ? ` · seen by ${a.acknowledged_by}` : ""}`);
      node.children[1].hidden = Boolean(a.acknowledged_by);
    });
    empty(panel.querySelector(".scroll"), alarms.length === 0, "No alarms stand.");
  }
}

function clock(seconds) {
  const whole = Math.floor(seconds);
  const two = (n) => String(n).padStart(2, "0");
  return `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
}

function stationKind(state) {
  if (state === "execute") return "good";
  if (state === "aborted" || state === "offline" || state === "unheard") return "bad";
  return state === "held" || state === "suspended" || state === "stopped" ? "warn" : "calm";
}

function makeKPI() {
  const node = el("div");
  const value = el("div", "value");
  value.append(el("span"), el("small"));
  node.append(el("div", "name"), value);
  return node;
}

function row(cells) {
  const node = el("tr");
  for (let i = 0; i < cells; i++) node.append(el("td"));
  return node;
}

function makeOrder() {
  const node = el("li");
  node.append(el("b"), el("span", "calm"), el("span", "n"), el("div", "reason"));
  node.children[2].title = "Time until its truck leaves";
  return node;
}

function makeAlarm() {
  const node = el("li");
  const text = el("div");
  const meta = el("div", "meta");
  meta.append(el("b"), el("span"));
  text.append(el("div", "what"), meta);
  const button = el("button", "", "Acknowledge");
  button.type = "button";
  button.addEventListener("click", () => post("/v1/interventions", { action: "acknowledge_alarm", alarm: node.number }));
  node.append(text, button);
  return node;
}

export function empty(parent, isEmpty, text) {
  let note = parent.querySelector(":scope > .empty");
  if (isEmpty && !note) parent.append((note = el("div", "empty", text)));
  if (!isEmpty && note) note.remove();
}

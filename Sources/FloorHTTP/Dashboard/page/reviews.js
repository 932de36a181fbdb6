// Questions that only a person can answer, one at a time: P passes the unit, R rejects it, 1 to 9 reject it as something
// else, U takes the last answer back while it has not been sent, Z makes the pictures large, arrows go from camera to camera.
import { call, el, get, post, put, span } from "/base.js";
import { empty } from "/panels.js";

/** Milliseconds between two looks at the list while it is the same. */
const REFRESH = 15000;

/** Milliseconds in which an answer can be taken back. */
const GRACE = 4000;

/** Checks shown under the findings, the oddest. */
const CHECKS = 6;

/** What a person can call a unit's fault, by the keys 1 to 9. */
const KINDS = ["dent", "crush", "tear", "stain", "openFlap", "missingLabel", "wrongColour", "wrongSize", "wrongItem"];

export class Reviews {
  constructor(panel) {
    this.count = panel.querySelector(".count");
    this.body = panel.querySelector(".scroll");
    this.open = [];
    this.known = "";
    this.chosen = null;
    this.shown = null;
    this.frame = 0;
    this.fetched = 0;
    this.pending = null;
    window.addEventListener("pagehide", () => this.send());
    document.addEventListener("keydown", (event) => this.key(event));
    this.draw();
  }

  /** The picture of the floor names the open questions; their details are fetched when they change. */
  async take(list) {
    put(this.count, list.length ? `${list.length} open` : "");
    const known = list.map((r) => r.number).join();
    const now = performance.now();
    if (known === this.known && (list.length === 0 || now - this.fetched < REFRESH)) return;
    this.known = known;
    this.fetched = now;
    try {
      this.open = list.length ? (await get("/v1/reviews")).open : [];
      if (this.pending) this.open = this.open.filter((r) => r.number !== this.pending.review.number);
    } catch {
      this.known = "";
      return;
    }
    this.draw();
  }

  get current() {
    return this.open.find((r) => r.number === this.chosen) ?? this.open[0];
  }

  draw() {
    const review = this.current;
    empty(this.body, !review, "Nothing waits for a person.");
    if (!review) {
      this.shown = null;
      this.body.querySelectorAll(".review, .more").forEach((node) => node.remove());
      return;
    }
    if (this.shown !== review.number) {
      this.body.querySelector(".review")?.remove();
      this.body.prepend(this.make(review));
      this.shown = review.number;
      this.frame = 0;
      if (review.frames.length) this.picture(review, review.findings[0]?.view ?? 0);
    }
    this.drawMore(review);
  }

  make(review) {
    const node = el("div", "review");
    const title = el("div", "title", question(review));
    title.append(el("span", "", `open ${span(review.age_seconds)}`));
    node.append(title);
    if (review.subject === "item") {
      const from = review.supplier ? ` · from ${review.supplier}` : "";
      node.append(el("div", "sub", `${review.sku_name} · ${review.sku} · plate ${review.plate}${from}`));
      if (review.reason) node.append(el("div", "sub", review.reason));
      const picture = el("div", "picture");
      picture.title = "Z makes the pictures large and small";
      picture.addEventListener("click", (event) => event.target.closest(".views") || picture.classList.toggle("large"));
      picture.append(el("span", "", "no picture"));
      node.append(picture);
      for (const finding of review.findings) node.append(makeFinding(finding));
      if (review.checks.length) node.append(this.checks(review));
      node.append(this.answers(review));
    } else if (review.subject === "package") {
      node.append(el("div", "sub", `${review.quantity} × ${review.sku_name}`));
      node.append(this.choice(review.packages, "Use this package", (value) => ({ answer: "use_package", package: value }), review));
    } else if (review.subject === "missing") {
      node.append(el("div", "sub", review.reason));
      node.append(this.missing(review));
    } else {
      node.append(el("div", "sub", review.reason ?? "The planned box did not fit, or none was found."));
      node.append(this.choice(review.boxes, "Use this box", (value) => ({ answer: "use_box", box: value }), review));
    }
    return node;
  }

  /** What each check says by itself: a click shows where on the picture. */
  checks(review) {
    const list = el("div", "checks");
    for (const check of review.checks.slice(0, CHECKS)) {
      const line = el("button", check.oddness > 1 ? "odd" : "", words(check.check));
      line.type = "button";
      line.append(el("span", "n", check.p === undefined ? `× ${check.oddness.toFixed(1)}` : `p ${check.p.toFixed(3)}`));
      line.title = "How odd it is against good pieces, or the chance that a good one is as odd";
      line.addEventListener("click", () => this.picture(review, check.view, check));
      list.append(line);
    }
    return list;
  }

  answers(review) {
    const bar = el("div", "answers");
    for (const [answer, text, key] of [["pass", "Pass", "P"], ["reject", "Reject", "R"]]) {
      const button = el("button", answer, text);
      button.type = "button";
      button.append(el("kbd", "", key));
      button.addEventListener("click", () => this.answer(review, { answer }));
      bar.append(button);
    }
    const select = el("select");
    select.append(new Option("It is…", ""), ...KINDS.map((kind, index) => new Option(`${index + 1} ${words(kind)}`, kind)));
    select.addEventListener("change", () => this.answer(review, { answer: "relabel", kind: select.value }));
    bar.append(select);
    return bar;
  }

  missing(review) {
    const bar = el("div", "answers");
    for (const [answer, text] of [["pick_again", "Pick again"], ["ship_rest", "Ship the rest"]]) {
      const button = el("button", "pass", text);
      button.type = "button";
      button.addEventListener("click", () => this.answer(review, { answer }));
      bar.append(button);
    }
    return bar;
  }

  choice(values, text, body, review) {
    const bar = el("div", "answers");
    const select = el("select");
    for (const value of values) select.append(new Option(value, value));
    const button = el("button", "pass", text);
    button.type = "button";
    button.addEventListener("click", () => this.answer(review, body(select.value)));
    bar.append(select, button);
    return bar;
  }

  drawMore(current) {
    const rest = this.open.filter((r) => r.number !== current.number);
    this.body.querySelector(".more")?.remove();
    if (rest.length === 0) return;
    const list = el("div", "more");
    for (const review of rest) {
      const line = el("div");
      line.append(el("span", "", OTHERS[review.subject]?.(review) ?? review.sku_name));
      const worst = review.findings.reduce((best, f) => (f.probability > (best?.probability ?? 0) ? f : best), null);
      line.append(el("span", "calm", worst ? words(worst.kind) : ""));
      line.addEventListener("click", () => { this.chosen = review.number; this.draw(); });
      list.append(line);
    }
    this.body.append(list);
  }

  /** One camera's picture with what was found on it, or where one check looked. */
  async picture(review, view, check = null) {
    const place = this.body.querySelector(".picture");
    this.frame = view;
    let image;
    try {
      image = await createImageBitmap(await (await call(review.frames[view])).blob());
    } catch {
      image = null;
    }
    if (this.shown !== review.number || this.frame !== view || !place) return;
    place.replaceChildren(image ? pictured(image, check ? [check] : marks(review, view), "this unit") : el("span", "", "no picture"));
    this.reference(review, view, place);
    if (review.frames.length < 2) return;
    const views = el("div", "views");
    review.frames.forEach((_, index) => {
      const button = el("button", index === view ? "on" : "", String(index + 1));
      button.type = "button";
      button.title = `Camera ${index + 1}`;
      button.addEventListener("click", () => this.picture(review, index));
      views.append(button);
    });
    place.append(views);
  }

  /** A good piece beside it, where one is enrolled. */
  async reference(review, view, place) {
    if (!review.references?.[view]) return;
    try {
      const image = await createImageBitmap(await (await call(review.references[view])).blob());
      if (this.shown === review.number && this.frame === view) place.prepend(pictured(image, [], "a good piece"));
    } catch {
      // A product without references has none to show.
    }
  }

  /** An answer waits a moment before it goes, so that it can be taken back: afterwards the unit moves. */
  answer(review, body) {
    this.send();
    const bar = el("div", "undo", `${review.plate ?? review.order ?? review.sku}: ${words(body.kind ?? body.answer)} `);
    const button = el("button", "", "Undo");
    button.type = "button";
    button.append(el("kbd", "", "U"));
    button.addEventListener("click", () => this.undo());
    bar.append(button);
    this.pending = { review, body, bar, timer: setTimeout(() => this.send(), GRACE) };
    this.open = this.open.filter((r) => r.number !== review.number);
    this.draw();
    this.body.before(bar);
  }

  undo() {
    if (!this.pending) return;
    clearTimeout(this.pending.timer);
    this.pending.bar.remove();
    this.chosen = this.pending.review.number;
    this.open.unshift(this.pending.review);
    this.pending = null;
    this.draw();
  }

  async send() {
    const pending = this.pending;
    if (!pending) return;
    this.pending = null;
    clearTimeout(pending.timer);
    pending.bar.remove();
    if (!(await post(`/v1/reviews/${pending.review.number}`, pending.body))) this.known = "";
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (["INPUT", "SELECT", "TEXTAREA"].includes(event.target.tagName)) return;
    if (event.key.toLowerCase() === "u") this.undo();
    if (event.key.toLowerCase() === "z") this.body.querySelector(".picture")?.classList.toggle("large");
    if (event.key === "Escape") this.body.querySelector(".picture")?.classList.remove("large");
    const answer = { p: "pass", r: "reject" }[event.key.toLowerCase()];
    const kind = KINDS[Number(event.key) - 1];
    const review = this.current;
    if (review?.subject !== "item") return;
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const views = review.frames.length;
    if (step && views > 1) this.picture(review, (this.frame + step + views) % views);
    if (answer) this.answer(review, { answer });
    else if (kind) this.answer(review, { answer: "relabel", kind });
  }
}

/** What an open question is called in the list. */
const OTHERS = {
  box: (review) => `Box for ${review.order}`,
  missing: (review) => `Missing of ${review.order}`,
};

const words = (name) => name.replace(/([A-Z])/g, " $1").replaceAll("_", " ").toLowerCase();

function makeFinding(finding) {
  const node = el("div", "finding");
  const bar = el("div", "bar");
  const filled = el("i");
  filled.style.width = `${Math.round(finding.probability * 100)}%`;
  bar.append(filled);
  node.append(el("span", "", words(finding.kind)), bar, el("span", "n", `${Math.round(finding.probability * 100)} %`));
  return node;
}

function drawFindings(image, findings) {
  const canvas = el("canvas");
  canvas.width = image.width;
  canvas.height = image.height;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  pen.strokeStyle = "#f4716a";
  pen.lineWidth = Math.max(2, image.width / 160);
  for (const { region } of findings) if (region) pen.strokeRect(...region);
  return canvas;
}

/** Where the findings are; where they are everywhere, what is oddest. */
function marks(review, view) {
  const found = review.findings.filter((f) => f.view === view && f.region);
  return found.length ? found : review.checks.filter((c) => c.view === view && c.region && c.oddness > 1).slice(0, 1);
}

function pictured(image, findings, caption) {
  const figure = el("figure");
  figure.append(drawFindings(image, findings), el("figcaption", "", caption));
  return figure;
}

function question(review) {
  if (review.subject === "item") return "Is this unit good?";
  if (review.subject === "missing") return `Does ${review.order} go without what is missing?`;
  return review.subject === "box" ? `Which box for ${review.order}?` : `Which package for ${review.sku}?`;
}

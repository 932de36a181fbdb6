// The floor from above: what is still is painted once, what moves is painted each frame between the last two pictures.
import { el, fill, get, put, span } from "/base.js";
import { COLOURS, paintFloor, paintPods, paintRoute, paintStations, paintUnit } from "/paint.js";

/** Milliseconds in which a unit glides to where the newest picture has it. */
const GLIDE = 520;
/** Cells beyond which it is set there instead: it would glide through walls. */
const JUMP = 5;
/** Pixels kept free for the legend. */
const FOOT = 30;

export class FloorMap {
  constructor(canvas, card, legend) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d");
    this.card = card;
    this.units = new Map();
    this.ground = document.createElement("canvas");
    this.camera = null;
    this.hovered = null;
    this.selected = null;
    this.isDirty = true;
    drawLegend(legend);
    new ResizeObserver(() => this.fit()).observe(canvas);
    this.listen();
    requestAnimationFrame((now) => this.frame(now));
  }

  plan(site) {
    this.site = site;
    this.fit();
  }

  take(view) {
    const now = performance.now();
    for (const unit of view.units) {
      const before = this.units.get(unit.name);
      const at = before ? this.place(before, now) : null;
      const isNear = at && Math.hypot(unit.x - at.x, unit.y - at.y) <= JUMP;
      this.units.set(unit.name, { ...unit, from: isNear ? at : { x: unit.x, y: unit.y, turn: unit.heading }, since: now });
    }
    if (this.units.size > view.units.length) {
      const names = new Set(view.units.map((u) => u.name));
      for (const name of this.units.keys()) if (!names.has(name)) this.units.delete(name);
    }
    this.view = view;
    this.isDirty = true;
    this.drawCard();
  }

  /** Where a unit is drawn at an instant. */
  place(unit, now) {
    const t = Math.min(1, (now - unit.since) / GLIDE);
    const turn = ((unit.heading - unit.from.turn + 6) % 4) - 2;
    return {
      x: unit.from.x + (unit.x - unit.from.x) * t,
      y: unit.from.y + (unit.y - unit.from.y) * t,
      turn: unit.from.turn + turn * t,
    };
  }

  // Camera

  fit() {
    const scale = window.devicePixelRatio || 1;
    this.width = this.canvas.clientWidth;
    this.height = this.canvas.clientHeight;
    this.canvas.width = Math.round(this.width * scale);
    this.canvas.height = Math.round(this.height * scale);
    if (!this.site || this.width === 0) return;
    const cell = Math.min((this.width - 16) / this.site.width, (this.height - FOOT - 16) / this.site.height);
    this.camera = {
      cell, x: (this.width - cell * this.site.width) / 2, y: (this.height - FOOT - cell * this.site.height) / 2,
    };
    this.repaint();
  }

  /** Paints what never moves. */
  repaint() {
    const scale = window.devicePixelRatio || 1;
    this.ground.width = this.canvas.width;
    this.ground.height = this.canvas.height;
    const pen = this.ground.getContext("2d");
    pen.scale(scale, scale);
    paintFloor(pen, this.site, this.camera, this.width, this.height);
    this.isDirty = true;
  }

  frame(now) {
    requestAnimationFrame((next) => this.frame(next));
    if (!this.camera || !this.view || document.hidden) return;
    const isMoving = now - (this.lastMove ?? 0) < GLIDE + 100;
    if (this.isDirty) this.lastMove = now;
    if (!this.isDirty && !isMoving) return;
    this.isDirty = false;
    const scale = window.devicePixelRatio || 1;
    const { pen, camera } = this;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.ground, 0, 0);
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    paintPods(pen, this.view.pods, camera);
    const marked = this.marked;
    if (marked) paintRoute(pen, marked, this.place(marked, now), camera);
    for (const unit of this.units.values()) {
      paintUnit(pen, unit, this.place(unit, now), camera, unit === marked);
    }
    paintStations(pen, this.view.stations, camera);
  }

  get marked() {
    return this.units.get(this.hovered ?? this.selected);
  }

  // Pointer

  listen() {
    const { canvas } = this;
    let drag = null;
    canvas.addEventListener("pointerdown", (event) => {
      drag = { x: event.clientX, y: event.clientY, moved: false };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (drag && event.buttons) {
        const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
        if (!drag.moved && Math.hypot(dx, dy) < 4) return;
        this.camera.x += dx;
        this.camera.y += dy;
        drag = { x: event.clientX, y: event.clientY, moved: true };
        return this.repaint();
      }
      this.hover(event);
    });
    canvas.addEventListener("pointerup", (event) => {
      if (drag && !drag.moved) this.select(this.unitAt(event));
      drag = null;
    });
    canvas.addEventListener("pointerleave", () => { this.hovered = null; this.isDirty = true; this.drawCard(); });
    canvas.addEventListener("dblclick", () => this.fit());
    canvas.addEventListener("wheel", (event) => this.zoom(event), { passive: false });
    document.addEventListener("keydown", (event) => { if (event.key === "Escape") this.select(null); });
  }

  zoom(event) {
    event.preventDefault();
    if (!this.camera) return;
    const cell = Math.max(2, Math.min(80, this.camera.cell * Math.exp(-event.deltaY * 0.0015)));
    const ratio = cell / this.camera.cell;
    this.camera = {
      cell, x: event.offsetX - (event.offsetX - this.camera.x) * ratio, y: event.offsetY - (event.offsetY - this.camera.y) * ratio,
    };
    this.repaint();
  }

  unitAt(event) {
    if (!this.camera) return null;
    const now = performance.now();
    const x = (event.offsetX - this.camera.x) / this.camera.cell - 0.5;
    const y = (event.offsetY - this.camera.y) / this.camera.cell - 0.5;
    let best = null;
    let bestDistance = 0.8;
    for (const unit of this.units.values()) {
      const at = this.place(unit, now);
      const distance = Math.hypot(at.x - x, at.y - y);
      if (distance < bestDistance) [best, bestDistance] = [unit.name, distance];
    }
    return best;
  }

  hover(event) {
    const name = this.unitAt(event);
    if (name === this.hovered) return;
    this.hovered = name;
    this.isDirty = true;
    this.drawCard();
  }

  async select(name) {
    this.selected = name;
    this.why = null;
    this.isDirty = true;
    this.drawCard();
    if (!name) return;
    const why = await get(`/v1/why/device/${encodeURIComponent(name)}`).catch(() => null);
    if (this.selected !== name) return;
    this.why = why;
    this.drawCard();
  }

  /** What is known of the unit that is pointed at, or that was chosen. */
  drawCard() {
    const unit = this.marked;
    this.card.hidden = !unit;
    if (!unit) return;
    const heading = el("h3", "", unit.name);
    const state = el("span", "", unit.state);
    state.style.color = COLOURS[unit.state] ?? COLOURS.idle;
    heading.append(state);
    const facts = el("dl");
    const released = unit.route.filter((step) => step[2]).length;
    const lines = [
      ["Job", unit.job], ["Pod", unit.pod ?? "none"], ["Cell", `${unit.x}, ${unit.y}`], ["Battery", `${unit.battery} %`],
      ["Route", unit.route.length ? `${released} released, ${unit.route.length - released} planned` : "none"],
      ["Last seen", unit.age < 0 ? "never" : `${span(unit.age)} ago`],
    ];
    for (const [name, value] of lines) facts.append(el("dt", "", name), el("dd", "", value));
    this.card.replaceChildren(heading, facts);
    if (this.selected !== unit.name || !this.why) return;
    const reasons = el("ul");
    for (const reason of this.why.reasons) reasons.append(el("li", "", reason));
    this.card.append(reasons);
  }
}

function drawLegend(parent) {
  const entries = [
    ["working", COLOURS.working], ["idle", COLOURS.idle], ["charging", COLOURS.charging], ["manual", COLOURS.manual],
    ["fault, lost", COLOURS.fault], ["stale, unheard", COLOURS.stale, "ring"], ["pod: brighter is fuller", "#4d6377", "square"],
    ["released", COLOURS.route, "dash"], ["planned", COLOURS.route, "dash soft"],
  ];
  fill(parent, entries, () => { const node = el("span"); node.append(el("i"), el("b")); return node; }, (node, [text, colour, kind]) => {
    node.children[0].className = kind ?? "";
    node.children[0].style.setProperty("--c", colour);
    put(node.children[1], text);
    node.children[1].style.fontWeight = "400";
  });
}

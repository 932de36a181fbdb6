// Strokes and fills. Positions are cells; the camera says where they lie on the screen.

export const COLOURS = {
  working: "#58a6ff", idle: "#7f90a3", charging: "#46b981", manual: "#b197fc", withdrawn: "#55626f", stale: "#c9a14a",
  lost: "#f4716a", fault: "#f4716a", unheard: "#c9a14a", route: "#9ccbff",
};

const FLOOR = { aisle: "#131b23", storage: "#18222c", queue: "#1b2733", station: "#24384a", charger: "#16291f", edge: "#0b0f14" };
const AISLE = 0, STORAGE = 1, QUEUE = 2, STATION = 3, CHARGER = 4, BLOCKED = 5;
/** East, south, west, north. */
const STEP = [[1, 0], [0, 1], [-1, 0], [0, -1]];
/** Pixels a cell below which details would only be noise. */
const FINE = 9;
/** Fullness of a pod in per cent, to its colour. */
const SHADES = Array.from({ length: 101 }, (_, full) => {
  const mix = (a, b) => Math.round(a + ((b - a) * full) / 100);
  return `rgb(${mix(32, 128)}, ${mix(44, 158)}, ${mix(56, 184)})`;
});

export function paintFloor(pen, site, camera, width, height) {
  pen.fillStyle = FLOOR.edge;
  pen.fillRect(0, 0, width, height);
  const size = camera.cell;
  const gap = size > 6 ? 0.5 : 0;
  const colour = { [AISLE]: FLOOR.aisle, [STORAGE]: FLOOR.storage, [QUEUE]: FLOOR.queue, [STATION]: FLOOR.station, [CHARGER]: FLOOR.charger };
  for (let y = 0; y < site.height; y++) {
    for (let x = 0; x < site.width; x++) {
      const at = y * site.width + x;
      const kind = site.cells.charCodeAt(at) - 48;
      if (kind === BLOCKED) continue;
      const [left, top] = [camera.x + x * size, camera.y + y * size];
      pen.fillStyle = colour[kind];
      pen.fillRect(left, top, size - gap, size - gap);
      if (size < FINE) continue;
      if (kind === CHARGER) paintBolt(pen, left + size / 2, top + size / 2, size);
      if (kind === AISLE || kind === QUEUE) paintArrow(pen, oneWay(site, x, y), left, top, size);
    }
  }
}

/** The heading of a one-way cell: it may be left that way, and not back, though there is a floor to go back to; -1: no such. */
function oneWay(site, x, y) {
  const exits = parseInt(site.exits[y * site.width + x], 16);
  const ways = STEP.map((_, heading) => heading).filter((heading) => {
    const [dx, dy] = STEP[heading];
    const [bx, by] = [x - dx, y - dy];
    const isFloor = bx >= 0 && by >= 0 && bx < site.width && by < site.height
      && site.cells.charCodeAt(by * site.width + bx) - 48 !== BLOCKED;
    return (exits & (1 << heading)) !== 0 && (exits & (1 << ((heading + 2) % 4))) === 0 && isFloor;
  });
  return ways.length === 1 ? ways[0] : -1;
}

/** A chevron in the direction of traffic. */
function paintArrow(pen, heading, left, top, size) {
  if (heading < 0) return;
  const [dx, dy] = STEP[heading];
  const [x, y, arm] = [left + size / 2, top + size / 2, size * 0.14];
  pen.strokeStyle = "#3a4c5d";
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(x - dx * arm - dy * arm, y - dy * arm - dx * arm);
  pen.lineTo(x + dx * arm, y + dy * arm);
  pen.lineTo(x - dx * arm + dy * arm, y - dy * arm + dx * arm);
  pen.stroke();
}

function paintBolt(pen, x, y, size) {
  const s = size * 0.26;
  pen.fillStyle = "#2f7a58";
  pen.beginPath();
  pen.moveTo(x + s * 0.25, y - s);
  pen.lineTo(x - s * 0.6, y + s * 0.2);
  pen.lineTo(x, y + s * 0.2);
  pen.lineTo(x - s * 0.25, y + s);
  pen.lineTo(x + s * 0.6, y - s * 0.2);
  pen.lineTo(x, y - s * 0.2);
  pen.fill();
}

export function paintPods(pen, pods, camera) {
  const size = camera.cell;
  const inset = size * 0.14;
  for (const [x, y, full] of pods) {
    pen.fillStyle = SHADES[Math.max(0, Math.min(100, full))];
    pen.fillRect(camera.x + x * size + inset, camera.y + y * size + inset, size - 2 * inset, size - 2 * inset);
  }
}

/** The way ahead: cells that are reserved for the unit tinted, released solid, planned dashed. */
export function paintRoute(pen, unit, at, camera) {
  const size = camera.cell;
  const centre = (x, y) => [camera.x + (x + 0.5) * size, camera.y + (y + 0.5) * size];
  const released = unit.route.filter((step) => step[2]);
  const planned = unit.route.filter((step) => !step[2]);
  pen.fillStyle = "rgba(88, 166, 255, .16)";
  for (const [x, y] of [[unit.x, unit.y], ...released]) pen.fillRect(camera.x + x * size, camera.y + y * size, size, size);
  pen.strokeStyle = COLOURS.route;
  pen.lineWidth = Math.max(1.5, size * 0.12);
  pen.lineJoin = "round";
  const line = (points, dash) => {
    if (points.length < 2) return;
    pen.setLineDash(dash);
    pen.beginPath();
    points.forEach(([x, y], index) => (index ? pen.lineTo(...centre(x, y)) : pen.moveTo(...centre(x, y))));
    pen.stroke();
  };
  line([[at.x, at.y], ...released], []);
  line([released.at(-1) ?? [at.x, at.y], ...planned], [size * 0.22, size * 0.2]);
  pen.setLineDash([]);
  const end = unit.route.at(-1);
  if (!end) return;
  pen.beginPath();
  pen.arc(...centre(end[0], end[1]), size * 0.2, 0, 2 * Math.PI);
  pen.stroke();
}

export function paintUnit(pen, unit, at, camera, isMarked) {
  const size = camera.cell;
  const x = camera.x + (at.x + 0.5) * size;
  const y = camera.y + (at.y + 0.5) * size;
  const colour = COLOURS[unit.state] ?? COLOURS.idle;
  const isOld = unit.state === "stale" || unit.state === "unheard";
  pen.save();
  pen.translate(x, y);
  if (isMarked) ring(pen, size * 0.62, "#ffffff", 1.5);
  if (unit.pod) {
    const half = size * 0.44;
    pen.fillStyle = "#c8a46a";
    pen.fillRect(-half, -half, 2 * half, 2 * half);
  }
  pen.rotate((at.turn * Math.PI) / 2);
  const radius = size * (unit.pod ? 0.3 : 0.36);
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
  pen.lineWidth = Math.max(1, size * 0.09);
  if (isOld) {
    pen.fillStyle = "#0b0f14";
    pen.strokeStyle = colour;
    pen.fill();
    pen.setLineDash([size * 0.14, size * 0.1]);
    pen.stroke();
    pen.setLineDash([]);
  } else {
    pen.fillStyle = colour;
    pen.strokeStyle = "#0b0f14";
    pen.fill();
    pen.stroke();
  }
  nose(pen, radius, isOld ? colour : "#08111a");
  if (unit.state === "fault" || unit.state === "lost") ring(pen, size * 0.66, colour, 2);
  if (unit.state === "withdrawn") cross(pen, radius);
  pen.restore();
  if (isOld && unit.age >= 0 && size >= FINE) label(pen, `${Math.round(unit.age)} s`, x, y - size * 0.75, COLOURS.stale);
}

function ring(pen, radius, colour, width) {
  pen.strokeStyle = colour;
  pen.lineWidth = width;
  pen.beginPath();
  pen.arc(0, 0, radius, 0, 2 * Math.PI);
  pen.stroke();
}

/** Which way it looks. */
function nose(pen, radius, colour) {
  pen.fillStyle = colour;
  pen.beginPath();
  pen.moveTo(radius * 0.82, 0);
  pen.lineTo(radius * 0.05, -radius * 0.5);
  pen.lineTo(radius * 0.05, radius * 0.5);
  pen.fill();
}

function cross(pen, radius) {
  pen.strokeStyle = "#0b0f14";
  pen.lineWidth = Math.max(1, radius * 0.3);
  pen.beginPath();
  pen.moveTo(-radius * 0.5, -radius * 0.5);
  pen.lineTo(radius * 0.5, radius * 0.5);
  pen.moveTo(radius * 0.5, -radius * 0.5);
  pen.lineTo(-radius * 0.5, radius * 0.5);
  pen.stroke();
}

/** Names beside the stations, with how many wait. */
export function paintStations(pen, stations, camera) {
  const size = camera.cell;
  for (const station of stations) {
    if (station.x === undefined || station.x === null) continue;
    const [left, top] = [camera.x + station.x * size, camera.y + station.y * size];
    const isDown = !station.online || station.state === "ABORTED";
    pen.strokeStyle = isDown ? COLOURS.fault : station.role === "pick" ? COLOURS.working : COLOURS.charging;
    pen.lineWidth = Math.max(1, size * 0.1);
    pen.strokeRect(left + 0.5, top + 0.5, size - 1.5, size - 1.5);
    if (size < FINE) continue;
    const text = station.waiting ? `${station.name}  ${station.waiting}` : station.name;
    label(pen, text, left - 3, top + size * 0.5, isDown ? COLOURS.fault : "#c3d0dd", "right");
  }
}

/** `side` says which end of the text lies at x. */
function label(pen, text, x, y, colour, side = "center") {
  pen.font = "600 11px Inter, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const width = pen.measureText(text).width + 8;
  const middle = side === "right" ? x - width / 2 : x;
  pen.fillStyle = "rgba(11, 15, 20, .82)";
  pen.fillRect(middle - width / 2, y - 8, width, 16);
  pen.fillStyle = colour;
  pen.fillText(text, middle, y + 0.5);
}

// The dashboard: one stream of pictures in, drawn on the map and in the panels.
import { askToken, events, get, post, put, takeToken } from "/base.js";
import { FloorMap } from "/map.js";
import { Panels } from "/panels.js";
import { Parcels } from "/parcels.js";
import { Reviews } from "/reviews.js";

const byId = (id) => document.getElementById(id);
const map = new FloorMap(byId("map"), byId("card"), byId("legend"));
const reviews = new Reviews(byId("reviews"));
const panels = new Panels();
new Parcels(byId("orders"), byId("parcels"));
let lastHeard = 0;
let paused = false;
let silence = "";

function take(name, data) {
  if (name === "shells") return panels.shells(data);
  if (name === "silent") { silence = data.error; return; }
  silence = "";
  lastHeard = performance.now();
  paused = data.paused;
  put(byId("site"), data.site);
  document.title = data.alarms.length ? `(${data.alarms.length}) Drover · ${data.site}` : `Drover · ${data.site}`;
  map.take(data);
  panels.take(data);
  reviews.take(data.reviews);
  const button = byId("pause");
  button.disabled = false;
  put(button, paused ? "Resume" : "Pause", paused ? "paused" : "");
}

/** A picture that is old stays on the screen, and says how old it is. */
function watch() {
  const age = lastHeard ? (performance.now() - lastHeard) / 1000 : 0;
  const isLost = lastHeard > 0 && age > 3;
  document.body.classList.toggle("lost", isLost);
  const banner = byId("banner");
  banner.hidden = !isLost && !paused;
  banner.classList.toggle("paused", !isLost);
  if (isLost) {
    put(banner, `No reading for ${Math.round(age)} s. What you see is the last one. ${silence || "Reconnecting…"}`);
  } else if (paused) {
    put(banner, "The floor is paused: nothing new is released; what was released finishes.");
  }
  panels.link(isLost, age);
}

byId("pause").addEventListener("click", () => post("/v1/interventions", { action: paused ? "resume" : "pause" }));
setInterval(watch, 500);

async function run() {
  if (!takeToken()) await askToken();
  for (let wait = 500; ; wait = Math.min(wait * 2, 8000)) {
    try {
      map.plan(await get("/v1/site"));
      await events("/v1/view/stream", (name, data) => { wait = 500; take(name, data); });
    } catch (fault) {
      if (fault.status === 401) { await askToken(); continue; }
    }
    await new Promise((done) => setTimeout(done, wait));
  }
}

run();

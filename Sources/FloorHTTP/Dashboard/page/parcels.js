// How an order is packed, as its pack station shows it: one picture a unit, in the order of packing; and why it goes in
// what it goes in.
import { call, el, get, toast } from "/base.js";

/** Opens for an order of the list, or for one whose code is typed in. */
export class Parcels {
  constructor(panel, dialog) {
    this.dialog = dialog;
    this.shown = null;
    this.url = null;
    dialog.addEventListener("close", () => this.forget());
    panel.querySelector("ul").addEventListener("click", (event) => {
      const code = event.target.closest("li")?.querySelector("b")?.textContent;
      if (code) this.open(code);
    });
    panel.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      const code = panel.querySelector("input").value.trim();
      if (code) this.open(code);
    });
  }

  async open(code) {
    let order;
    let why;
    try {
      const path = encodeURIComponent(code);
      [order, why] = await Promise.all([get(`/v1/orders/${path}`), get(`/v1/why/order/${path}`)]);
    } catch (fault) {
      return toast(fault.message, true);
    }
    const close = el("button", "", "Close");
    close.type = "button";
    close.addEventListener("click", () => this.dialog.close());
    const head = el("h2", "", `Order ${order.code} `);
    head.append(el("span", "calm", why.state), close);
    const body = el("div", "parcel");
    body.append(el("div", "picture"), el("div", "steps"), el("div", "calm"));
    const list = el("div", "answers");
    const parcels = order.parcels.filter((p) => p.stage !== "cancelled");
    for (const parcel of parcels) {
      const button = el("button", "", `p${parcel.number}: ${parcel.box ?? "own container"}, ${parcel.units} ${parcel.units === 1 ? "unit" : "units"}, ${parcel.stage.replace("_", " ")}`);
      button.type = "button";
      button.addEventListener("click", () => this.show(parcel, parcel.units));
      list.append(button);
    }
    const reasons = el("ul", "reasons");
    for (const reason of why.reasons) reasons.append(el("li", "", reason));
    this.dialog.replaceChildren(head, list, body, reasons);
    if (!this.dialog.open) this.dialog.showModal();
    if (parcels.length) this.show(parcels[0], parcels[0].units);
    else body.lastElementChild.textContent = "Nothing of it is packed yet.";
  }

  /** One step of a parcel: so many units lie in the box. */
  async show(parcel, step) {
    this.shown = parcel.number;
    const [picture, steps, text] = this.dialog.querySelector(".parcel").children;
    steps.replaceChildren();
    if (!parcel.picture) {
      picture.replaceChildren(el("span", "", "no plan: packed as it comes"));
      text.textContent = "";
      return;
    }
    const slider = el("input");
    slider.type = "range";
    Object.assign(slider, { min: 0, max: parcel.units, value: step });
    slider.setAttribute("aria-label", "Units in the box");
    slider.addEventListener("input", () => this.draw(parcel, Number(slider.value), picture, text));
    steps.append(slider);
    this.draw(parcel, step, picture, text);
  }

  async draw(parcel, step, picture, text) {
    text.textContent = `${step} of ${parcel.units} in ${parcel.box ?? "its own container"}`;
    this.step = step;
    let blob;
    try {
      blob = await (await call(parcel.picture.replace("{step}", step))).blob();
    } catch (fault) {
      return toast(fault.message, true);
    }
    if (this.shown !== parcel.number || this.step !== step) return;
    const image = el("img");
    image.alt = text.textContent;
    this.forget();
    this.shown = parcel.number;
    image.src = this.url = URL.createObjectURL(blob);
    picture.replaceChildren(image);
  }

  forget() {
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = null;
    this.shown = null;
  }
}

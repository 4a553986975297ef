// A page of a document beside the text that was read of it.

import { el, part, update } from "./dom.js";

export default function (component) {
  const { data, parentElement } = component;
  if (!data) return;
  let root = parentElement.querySelector(".ak-paper");
  if (!root) {
    root = el("section", { class: "ak-paper" });
    parentElement.append(root);
  }
  root.setAttribute("aria-label", data.heading);
  root.classList.toggle("ak-with-image", Boolean(data.image));
  const parts = [];
  if (data.image) {
    const shown = el("img", { src: data.image.url, alt: data.image.alt, width: data.image.width, height: data.image.height });
    const figure = el("figure", { class: "ak-page" }, el("div", { class: "ak-page-image" }, shown));
    parts.push(part("image", data.image, figure));
  }
  parts.push(
    part(
      "text",
      [data.text, data.state, data.reason],
      el(
        "div",
        {},
        el("h2", {}, data.text_heading),
        el("p", { class: "ak-paper-state" }, data.state),
        data.reason ? el("p", { class: "ak-alert" }, data.reason) : null,
        el("div", { class: "ak-paper-text", tabindex: "0", role: "group", "aria-label": data.text_heading }, data.text),
      ),
    ),
  );
  update(root, parts);
}

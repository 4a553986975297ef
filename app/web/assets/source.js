// The source of a statement beside the answer: what it is, the page with the quote marked, the words around it.

import { el, part, update } from "./dom.js";

function page(image) {
  const marks = image.boxes.map(([left, top, width, height]) => {
    const mark = el("span", { class: "ak-mark" });
    // Set by script, not as an attribute: the page's security policy allows it either way.
    mark.style.left = `${left * 100}%`;
    mark.style.top = `${top * 100}%`;
    mark.style.width = `${width * 100}%`;
    mark.style.height = `${height * 100}%`;
    return mark;
  });
  const shown = el("img", { src: image.url, alt: image.alt, width: image.width, height: image.height });
  return el(
    "figure",
    { class: "ak-page" },
    el("div", { class: "ak-page-scroll", tabindex: "0", role: "group", "aria-label": image.label },
      el("div", { class: "ak-page-image" }, shown, marks)),
    el("figcaption", {}, image.caption),
  );
}

function passage(data) {
  return el(
    "section",
    { class: "ak-passage", "aria-label": data.heading },
    el("h3", {}, data.heading),
    el("blockquote", {}, data.before, el("mark", {}, data.quote), data.after),
  );
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (!data) return;
  let root = parentElement.querySelector(".ak-source");
  if (!root) {
    root = el("section", { class: "ak-source" });
    root.addEventListener("keydown", (event) => {
      if (event.key === "Escape") root.querySelector('[data-focus="close"]')?.click();
    });
    parentElement.append(root);
  }
  const fresh = root.dataset.id !== data.id;
  root.dataset.id = data.id;
  root.setAttribute("aria-label", data.label);

  const close = el("button", { type: "button", class: "ak-button", "data-focus": "close" }, data.close_label);
  close.addEventListener("click", () => {
    // Back to where the reader came from.
    document.querySelector(`[data-source="${CSS.escape(data.id)}"]`)?.focus();
    setTriggerValue("close", data.id);
  });
  const heading = el("h2", { tabindex: "-1", class: "ak-source-heading", "data-focus": "heading" }, data.heading);
  const facts = el("dl", { class: "ak-facts" });
  for (const [name, value] of data.facts) facts.append(el("div", {}, el("dt", {}, name), el("dd", {}, value)));
  const parts = [
    part("head", [data.id, data.heading, data.close_label], el("div", { class: "ak-source-head" }, heading, close)),
    part("title", data.title, el("p", { class: "ak-source-name" }, data.title)),
    part("line", data.line, el("p", { class: "ak-source-line" }, data.line)),
  ];
  for (const [index, note] of data.notes.entries()) {
    parts.push(part(`note-${index}`, note, el("div", { class: "ak-note" }, el("strong", {}, note.label), ` ${note.text}`)));
  }
  if (data.image) parts.push(part("page", data.image, page(data.image)));
  if (data.passage) parts.push(part("passage", data.passage, passage(data.passage)));
  const told = el("section", { "aria-label": data.facts_label }, el("h3", {}, data.facts_label), facts);
  parts.push(part("facts", data.facts, told));
  update(root, parts);
  if (fresh) {
    const shown = root.querySelector(".ak-source-heading");
    shown.focus({ preventScroll: true });
    root.scrollTop = 0;
    if (window.matchMedia("(max-width: 64rem)").matches) shown.scrollIntoView({ block: "start" });
    const mark = root.querySelector(".ak-mark");
    const scroll = root.querySelector(".ak-page-scroll");
    if (mark && scroll) {
      const place = () => (scroll.scrollTop = Math.max(mark.offsetTop - scroll.clientHeight / 3, 0));
      const image = root.querySelector("img");
      if (image.complete) place();
      else image.addEventListener("load", place, { once: true });
    }
  }
}

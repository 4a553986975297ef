// One turn of a conversation: the question, the statements as they come, how it ended.

import { el, part, update } from "./dom.js";

let focused = 0;

const SIGNS = {
  // A full, a half and an empty circle with a mark: told apart without colour.
  supported: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm3.6 4.9-4.2 5a.8.8 0 0 1-1.2 0L4.3 9l1.2-1.1 1.3 1.3 3.6-4.3z",
  older:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6zM7.2 4.4h1.6v3.3l2.4 1.4-.8 1.4-3.2-1.9z",
  partial: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6v10.8A5.4 5.4 0 0 1 8 2.6z",
  unsupported:
    "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1zm0 1.6a5.4 5.4 0 1 1 0 10.8A5.4 5.4 0 0 1 8 2.6zM5.9 4.8 4.8 5.9 6.9 8l-2.1 2.1 1.1 1.1L8 9.1l2.1 2.1 1.1-1.1L9.1 8l2.1-2.1-1.1-1.1L8 6.9z",
};

function sign(state) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "ak-sign");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", SIGNS[state]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg;
}

function sourceButton(source, isOpen, open) {
  return el(
    "button",
    {
      type: "button",
      class: "ak-source-button",
      "aria-expanded": isOpen ? "true" : "false",
      "data-focus": source.id,
      "data-source": source.id,
      onclick: () => open(source.id),
    },
    el("span", { class: "ak-number" }, source.number),
    el(
      "span",
      { class: "ak-source-words" },
      el("span", { class: "ak-visually-hidden" }, source.prefix),
      el("span", { class: "ak-source-title" }, source.title),
      source.place ? el("span", { class: "ak-source-place" }, source.place) : null,
    ),
  );
}

function statement(data, opened, open) {
  return el(
    "li",
    { class: `ak-statement ak-${data.state}` },
    el("p", { class: "ak-statement-text" }, data.text),
    el(
      "p",
      { class: "ak-verdict" },
      sign(data.state),
      el("strong", {}, data.verdict_label),
      data.verdict_note ? el("span", {}, ` ${data.verdict_note}`) : null,
    ),
    data.sources.map((source) => [
      sourceButton(source, source.id === opened, open),
      source.note ? el("p", { class: "ak-superseded" }, source.note) : null,
    ]),
  );
}

function nearest(data, opened, open) {
  return el(
    "section",
    { class: "ak-nearest", "aria-label": data.heading },
    el("h3", {}, data.heading),
    el(
      "ul",
      {},
      data.items.map((item) =>
        el("li", {}, sourceButton(item, item.id === opened, open), el("p", { class: "ak-excerpt" }, item.excerpt)),
      ),
    ),
  );
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (!data) return;
  const open = (id) => setTriggerValue("open", id);
  let root = parentElement.querySelector(".ak-turn");
  if (!root) {
    root = el("article", { class: "ak-turn" });
    parentElement.append(root);
  }
  root.setAttribute("aria-busy", data.running ? "true" : "false");

  let list = root.querySelector("ol.ak-statements");
  const heading = el("h2", { tabindex: "-1", "data-focus": "question" }, data.question);
  const parts = [part("question", data.question, heading)];
  if (data.understood) parts.push(part("understood", data.understood, el("p", { class: "ak-understood" }, data.understood)));
  const tellOutcome = () => {
    if (!data.outcome) return;
    const words = [el("strong", {}, data.outcome.heading), data.outcome.text ? el("span", {}, data.outcome.text) : null];
    parts.push(part("outcome", data.outcome, el("div", { class: "ak-outcome" }, words)));
  };
  if (!data.statements.length) tellOutcome();
  // Before the statements: whoever stops reading after the first one is to know.
  for (const [index, note] of data.notes.entries()) {
    const made = el("div", { class: "ak-note" }, el("strong", {}, note.label), ` ${note.text}`);
    parts.push(part(`note-${index}`, note, made));
  }
  if (data.statements.length) {
    list = list ?? el("ol", { class: "ak-statements" });
    const opened = data.opened;
    update(
      list,
      data.statements.map((each, index) =>
        part(`statement-${index}`, [each, each.sources.some((s) => s.id === opened) && opened], statement(each, opened, open)),
      ),
    );
    list.setAttribute("aria-label", data.list_label);
    parts.push(part("statements", "statements", list));
    // An answer that broke off: its end stands where it ends.
    tellOutcome();
  }
  if (data.running) {
    const dots = el("p", { class: "ak-running" }, el("span", { class: "ak-bar", "aria-hidden": "true" }), data.running);
    parts.push(part("running", data.running, dots));
  }
  if (data.nearest) {
    parts.push(part("nearest", [data.nearest, data.opened], nearest(data.nearest, data.opened, open)));
  }
  if (data.facts.length) {
    const made = el("dl", { class: "ak-facts" });
    for (const [name, value] of data.facts) made.append(el("div", {}, el("dt", {}, name), el("dd", {}, value)));
    parts.push(part("facts", data.facts, made));
  }
  if (data.notice) parts.push(part("notice", data.notice, el("p", { class: "ak-notice" }, data.notice)));
  update(root, parts);
  if (data.focus && data.focus !== focused) {
    focused = data.focus;
    const question = root.querySelector("h2");
    question.focus({ preventScroll: true });
    if (root.getBoundingClientRect().top > window.innerHeight / 2) question.scrollIntoView({ block: "start" });
  }
}

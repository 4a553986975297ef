// A table of things with what can be done with each: real table markup, one button an action, named by its row.

import { el, part, update } from "./dom.js";

// The columns that each table was made with.
const heads = new WeakMap();

// A value with its interval, drawn; the same stands beside it as text.
function drawn({ value, low, high, faint }) {
  const [width, height] = [120, 14];
  const at = (share) => 4 + Math.min(Math.max(share, 0), 1) * (width - 8);
  const shape = (tag, attributes) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, given] of Object.entries(attributes)) made.setAttribute(name, String(given));
    return made;
  };
  const root = shape("svg", { viewBox: `0 0 ${width} ${height}`, class: "ak-span", "aria-hidden": "true" });
  const middle = height / 2;
  root.append(
    shape("line", { class: "ak-span-axis", x1: at(0), x2: at(1), y1: middle, y2: middle }),
    shape("line", { class: "ak-span-range", x1: at(low), x2: at(high), y1: middle, y2: middle }),
    shape("circle", { class: faint ? "ak-span-dot ak-faint" : "ak-span-dot", cx: at(value), cy: middle, r: 3.5 }),
  );
  return root;
}

function cell(column, value, row, act) {
  const given = typeof value === "object" && value !== null ? value : { text: value };
  const attributes = { "data-label": column.label, class: column.numeric ? "ak-numeric" : null };
  const words = [];
  if (given.action) {
    words.push(
      el(
        "button",
        { type: "button", class: "ak-link", "data-focus": `${row.id}-${given.action}`, onclick: () => act(row.id, given.action) },
        given.text,
      ),
    );
  } else {
    words.push(el("span", {}, given.text ?? ""));
  }
  if (given.span) words.push(drawn(given.span));
  if (typeof given.share === "number") {
    words.push(el("progress", { max: 1, value: given.share, "aria-label": given.text, class: "ak-progress" }));
  }
  if (given.note) words.push(el("span", { class: `ak-cell-note${given.alert ? " ak-alert" : ""}` }, given.note));
  return el(column.head ? "th" : "td", { ...attributes, scope: column.head ? "row" : null }, words);
}

function actions(row, label, act) {
  const buttons = (row.actions ?? []).map((each) =>
    el(
      "button",
      {
        type: "button",
        class: "ak-button ak-small",
        "aria-label": each.spoken,
        "data-focus": `${row.id}-${each.name}`,
        onclick: () => act(row.id, each.name),
      },
      each.label,
    ),
  );
  return el("td", { "data-label": label, class: "ak-row-actions" }, buttons);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  if (!data) return;
  const act = (row, action) => setTriggerValue("act", { row, action });
  let root = parentElement.querySelector(".ak-table");
  if (!root) {
    root = el("div", { class: "ak-table" });
    parentElement.append(root);
  }
  const acts = data.rows.some((row) => (row.actions ?? []).length);
  const head = el(
    "tr",
    {},
    data.columns.map((column) => el("th", { scope: "col", class: column.numeric ? "ak-numeric" : null }, column.label)),
    acts ? el("th", { scope: "col" }, data.actions_label) : null,
  );
  const body = el("tbody");
  const known = root.querySelector("tbody");
  const rows = data.rows.map((row) =>
    part(
      row.id,
      [row, data.columns],
      el(
        "tr",
        { "aria-current": row.current ? "true" : null },
        data.columns.map((column) => cell(column, row.cells[column.key], row, act)),
        acts ? actions(row, data.actions_label, act) : null,
      ),
    ),
  );
  if (known && heads.get(root) === JSON.stringify([data.columns, acts])) {
    update(known, rows);
    root.querySelector("caption").textContent = data.caption;
    return;
  }
  heads.set(root, JSON.stringify([data.columns, acts]));
  body.append(...rows);
  const caption = el("caption", { class: data.hide_caption ? "ak-visually-hidden" : null }, data.caption);
  root.replaceChildren(el("table", {}, caption, el("thead", {}, head), body));
}

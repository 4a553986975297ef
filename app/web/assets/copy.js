// Puts a text on the clipboard, and says so.

import { el } from "./dom.js";

async function copy(text, button, labels) {
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Without HTTPS browsers give no clipboard to scripts; a selection can still be copied.
    const area = el("textarea", { class: "ak-visually-hidden", "aria-hidden": "true", tabindex: "-1" });
    area.value = text;
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    button.focus();
  }
  button.textContent = done ? labels.done : labels.failed;
  document.dispatchEvent(new CustomEvent("aktenkompass:say", { detail: button.textContent }));
  setTimeout(() => (button.textContent = labels.label), 4000);
}

export default function (component) {
  const { data, parentElement } = component;
  if (!data) return;
  const known = parentElement.querySelector(".ak-copy");
  const fresh = el("button", { type: "button", class: "ak-button ak-copy" }, data.labels.label);
  fresh.addEventListener("click", () => copy(data.text, fresh, data.labels));
  if (!known) parentElement.append(fresh);
  else {
    const focused = known === document.activeElement;
    known.replaceWith(fresh);
    if (focused) fresh.focus({ preventScroll: true });
  }
}

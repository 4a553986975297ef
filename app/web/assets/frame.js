// Mends Streamlit's own markup, in this one place: the page's language, one live region that speaks when we say so, and
// the English words that Streamlit writes by itself. Runs whenever the page changes.

import { el } from "./dom.js";

let labels = {};
let language = "de";

function liveRegion() {
  let region = document.querySelector(".ak-live");
  if (!region) {
    region = el("div", { class: "ak-live ak-visually-hidden", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  return region;
}

// Where Streamlit's own words stand; what comes from papers and people stands elsewhere.
const OF_STREAMLIT = [
  '[data-testid="stSkipToContent"]',
  '[data-testid="stStatusWidget"]',
  '[data-testid="stConnectionStatus"]',
  '[data-testid="stFileUploaderDropzone"]',
  '[data-testid="stFileUploaderDropzoneInstructions"]',
  '[data-testid="InputInstructions"]',
  '[data-testid="stDateInput"] [data-placeholder]',
  '[role="dialog"]',
  '[role="listbox"] [role="option"]',
  '[role="alertdialog"]',
].join(", ");

let said = "";
function say(text, id) {
  if (!text || id === said) return;
  said = id;
  const region = liveRegion();
  region.textContent = "";
  // A region that is filled in the same breath as it is emptied is not read again.
  setTimeout(() => (region.textContent = text), 50);
}
document.addEventListener("aktenkompass:say", (event) => say(event.detail, `${event.detail}-${Date.now()}`));

function translate(node) {
  const words = labels.words ?? {};
  for (const name of ["aria-label", "aria-valuetext", "placeholder", "title"]) {
    const value = node.getAttribute?.(name);
    if (value && Object.hasOwn(words, value)) node.setAttribute(name, words[value]);
    else if (value) {
      for (const [from, to] of Object.entries(labels.prefixes ?? {})) {
        if (from !== to && value.startsWith(`${from} `)) node.setAttribute(name, `${to} ${value.slice(from.length + 1)}`);
      }
    }
  }
}

function translateTexts(root) {
  const words = labels.words ?? {};
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const value = node.nodeValue.trim();
    if (value && Object.hasOwn(words, value)) node.nodeValue = node.nodeValue.replace(value, words[value]);
    else if (root.closest('[data-testid^="stFileUploader"]')) {
      for (const [from, to] of Object.entries(labels.parts ?? {})) {
        if (from !== to && value.includes(from)) node.nodeValue = node.nodeValue.replace(from, to);
      }
    }
  }
}

function mend() {
  if (document.documentElement.lang !== language) document.documentElement.lang = language;
  liveRegion();
  for (const node of document.querySelectorAll("[aria-label], [placeholder], [title]")) translate(node);
  for (const root of document.querySelectorAll(OF_STREAMLIT)) translateTexts(root);
}

let waiting = false;
const observer = new MutationObserver(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    mend();
  });
});

export default function (component) {
  const { data } = component;
  if (!data) return;
  labels = data.labels;
  language = data.language;
  mend();
  observer.observe(document.body, { childList: true, subtree: true });
  if (data.say) say(data.say.text, data.say.id);
}

// Mends Streamlit's own markup, in this one place: the page's language, landmarks, a skip link, one live region, and
// the English words that Streamlit writes by itself. Runs once a page load and again whenever the page changes.

import { el } from "./dom.js";

let labels = {};
let language = "de";

function skipLink() {
  let link = document.querySelector(".ak-skip");
  if (!link) {
    link = el("a", { class: "ak-skip", href: "#inhalt" });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById("inhalt")?.focus();
    });
    document.body.prepend(link);
  }
  if (link.textContent !== labels.skip) link.textContent = labels.skip;
}

function liveRegion() {
  let region = document.querySelector(".ak-live");
  if (!region) {
    region = el("div", { class: "ak-live ak-visually-hidden", role: "status", "aria-live": "polite" });
    document.body.append(region);
  }
  return region;
}

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

function set(node, name, value) {
  if (value && node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function translate(node) {
  const words = labels.words ?? {};
  for (const name of ["aria-label", "placeholder", "title"]) {
    const value = node.getAttribute?.(name);
    if (value && Object.hasOwn(words, value)) node.setAttribute(name, words[value]);
  }
}

function translateTexts(root) {
  const words = labels.words ?? {};
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const value = node.nodeValue.trim();
    if (value && Object.hasOwn(words, value) && !node.parentElement.closest(".ak-turn, .ak-source")) {
      node.nodeValue = node.nodeValue.replace(value, words[value]);
    }
  }
}

function mend() {
  if (document.documentElement.lang !== language) document.documentElement.lang = language;
  skipLink();
  liveRegion();
  const main = document.querySelector('[data-testid="stMain"]');
  if (main) {
    set(main, "role", "main");
    set(main, "id", "inhalt");
    set(main, "tabindex", "-1");
    set(main, "aria-label", labels.main);
  }
  const header = document.querySelector('[data-testid="stHeader"]');
  if (header) set(header, "role", "banner");
  for (const nav of document.querySelectorAll('[data-testid="stTopNav"], [data-testid="stSidebarNav"]')) {
    set(nav, "role", "navigation");
    set(nav, "aria-label", labels.navigation);
  }
  for (const node of document.querySelectorAll("[aria-label], [placeholder], [title]")) translate(node);
  for (const id of ["stFileUploaderDropzone", "stHeader", "stConnectionStatus", "stStatusWidget", "stDialog"]) {
    for (const root of document.querySelectorAll(`[data-testid="${id}"]`)) translateTexts(root);
  }
  for (const root of document.querySelectorAll('[data-baseweb="popover"], [data-testid="InputInstructions"], .stAlert')) {
    translateTexts(root);
  }
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

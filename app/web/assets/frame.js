// Mends what Streamlit does by itself, in this one place: the page's language, one live region that speaks when we say
// so, the English words, the addresses in the browser's history. Runs whenever the page changes.

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
  '[data-testid="stTooltipErrorContent"]',
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

const UPLOADER = '[data-testid^="stFileUploader"], [data-testid="stTooltipErrorContent"]';
const FILE_NAME = '[data-testid="stFileChipName"]';
const SIZE = /(\d+(?:[.,]\d+)?)[ \u00a0]?(B|KB|MB|GB)\b/g;

// "1.6MB" as the language writes it, "1,6 MB"; what is written so already stays as it is.
function writeSizes(text) {
  return text.replace(SIZE, (_, figure, unit) => {
    const [, decimals = ""] = figure.split(/[.,]/);
    const digits = Number(decimals) ? decimals.length : 0;
    const form = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
    return `${Number(figure.replace(",", ".")).toLocaleString(language, form)}\u00a0${unit}`;
  });
}

function translateParts(text) {
  for (const [from, to] of Object.entries(labels.parts ?? {})) if (from !== to) text = text.replace(from, to);
  return writeSizes(text);
}

function translateTexts(root) {
  const words = labels.words ?? {};
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest(FILE_NAME)) continue;
    const value = node.nodeValue.trim();
    if (value && Object.hasOwn(words, value)) node.nodeValue = node.nodeValue.replace(value, words[value]);
    else if (root.closest(UPLOADER)) {
      const mended = translateParts(node.nodeValue);
      if (mended !== node.nodeValue) node.nodeValue = mended;
    }
  }
}

// A chosen file is called by its name and size, "Plan.pdf, 1.6MB".
function mendFile(chip) {
  const label = chip.getAttribute("aria-label");
  const at = label.lastIndexOf(", ") + 1;
  const mended = label.slice(0, at) + writeSizes(label.slice(at));
  if (mended !== label) chip.setAttribute("aria-label", mended);
}

// What is typed into a form is Streamlit's only once the form is sent; with its page it would be gone.
const drafts = new Map();
const seen = new WeakSet();
const FIELD = '[class*="st-key-ak_text_"] textarea';
const keyOf = (field) => field.closest('[class*="st-key-ak_text_"]').className.match(/st-key-(ak_text_\S+)/)[1];
document.addEventListener("input", ({ target }) => {
  if (target.matches(FIELD)) drafts.set(keyOf(target), target.value);
});

function restoreDraft(field) {
  if (seen.has(field)) return;
  seen.add(field);
  const draft = drafts.get(keyOf(field));
  if (draft === undefined || draft === field.value) return;
  // As if typed: React takes a value from elsewhere back.
  Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set.call(field, draft);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// A page that computes says so; whoever cannot see the sign hears it.
const SPINNER = '[data-testid="stSpinner"]';
function sayWait(spinner) {
  const words = spinner.textContent.trim();
  if (seen.has(spinner) || !words) return;
  seen.add(spinner);
  say(words, `${words}-${Date.now()}`);
}

function mend() {
  if (document.documentElement.lang !== language) document.documentElement.lang = language;
  liveRegion();
  for (const node of document.querySelectorAll("[aria-label], [placeholder], [title]")) translate(node);
  for (const root of document.querySelectorAll(OF_STREAMLIT)) translateTexts(root);
  for (const chip of document.querySelectorAll('[data-testid="stFileChip"][aria-label]')) mendFile(chip);
  for (const field of document.querySelectorAll(FIELD)) restoreDraft(field);
  for (const spinner of document.querySelectorAll(SPINNER)) sayWait(spinner);
}

// What has the focus may go with the page that held it. The focus then goes to what is left around it, such as the
// answer whose button was pressed, or to the heading of the new page; from nowhere the keyboard would begin anew.
let focused = null;
let around = [];
const isThere = (node) => node.isConnected && node.checkVisibility({ visibilityProperty: true });
document.addEventListener("focusin", (event) => {
  focused = event.target;
  around = [];
  for (let node = focused.parentElement; node; node = node.parentElement) {
    if (/(^| )st-key-/.test(node.className)) around.push(node);
  }
});
document.addEventListener("focusout", ({ target }) => {
  // What is still there a moment later was left by its person; what is taken away loses the focus just before.
  setTimeout(() => {
    if (focused === target && isThere(target)) focused = null;
  });
});

const WHOLE = '[class*="st-key-ak-work"], [class*="st-key-ak-answer-side"], [class*="st-key-ak-source-side"]';

function keepFocus() {
  if (!focused || isThere(focused) || document.activeElement !== document.body) return;
  if (document.querySelector('[role="dialog"], [role="alertdialog"]')) return;
  const left = around.find((node) => isThere(node) && !node.matches(WHOLE));
  const target = left ?? document.querySelector('[data-testid="stMain"] h1');
  if (!target) return;
  target.setAttribute("tabindex", "-1");
  target.focus({ preventScroll: Boolean(left) });
}

let waiting = false;
const observer = new MutationObserver(() => {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    mend();
    keepFocus();
  });
});

// Streamlit makes a step in the history of each change of the address: of the page, then of each part of its query. A
// person steps back over what they did. So one act makes one step, and what follows of itself changes that step.
// Every address names what a reload is to keep; a name without a value is left out of it.
let kept = {};
let acted = false;
for (const act of ["click", "keydown", "change"]) window.addEventListener(act, () => (acted = true), true);

function complete(address) {
  const url = new URL(address ?? "", window.location.href);
  for (const [name, value] of Object.entries(kept)) {
    if (!value) url.searchParams.delete(name);
    // A step back leads to the municipality of its time: what is named holds, the language alone is always that of now.
    else if (name !== "sprache" && url.searchParams.has(name)) kept[name] = url.searchParams.get(name);
    else url.searchParams.set(name, value);
  }
  return url.href;
}

const push = window.history.pushState.bind(window.history);
const replace = window.history.replaceState.bind(window.history);
window.history.pushState = (state, title, address) => {
  const wanted = complete(address);
  (acted && wanted !== window.location.href ? push : replace)(state, title, wanted);
  acted = false;
};
window.history.replaceState = (state, title, address) => replace(state, title, complete(address));

function completeHere() {
  if (complete() !== window.location.href) replace(window.history.state, "", complete());
}
const onStep = () => {
  acted = false;
  completeHere();
};
window.addEventListener("popstate", onStep, true);

export default function (component) {
  const { data } = component;
  if (!data) return;
  if (data.labels) {
    kept = { ...data.address };
    completeHere();
    labels = data.labels;
    language = data.language;
    mend();
    observer.observe(document.body, { childList: true, subtree: true });
  }
  if (data.say) say(data.say.text, data.say.id);
}

// Builds elements from data. Text is always set as text: nothing that comes from a document is ever read as markup.

// Characters that change how others are read, or hide what is read.
const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\p{Cs}]|(?![\n\t])\p{Cc}/gu;

export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === "") continue;
    made.append(typeof child === "string" ? document.createTextNode(child.replace(INVISIBLE, "")) : child);
  }
  return made;
}

// Replaces the children of `parent` by `made`, keeping those that look the same, so that neither the focus nor a
// reader's place is lost when an answer grows. Each child carries `data-part`, its name among its siblings.
export function update(parent, made) {
  const known = new Map([...parent.children].map((child) => [child.dataset.part, child]));
  let before = null;
  for (const fresh of made) {
    const old = known.get(fresh.dataset.part);
    let kept = fresh;
    if (old && prints.get(old) === prints.get(fresh)) {
      kept = old;
      known.delete(fresh.dataset.part);
    } else if (old) {
      const inside = old.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
      old.replaceWith(fresh);
      known.delete(fresh.dataset.part);
      if (inside) fresh.querySelector(`[data-focus="${CSS.escape(inside)}"]`)?.focus({ preventScroll: true });
    }
    const next = before ? before.nextSibling : parent.firstChild;
    if (kept !== next) parent.insertBefore(kept, next);
    before = kept;
  }
  for (const gone of known.values()) gone.remove();
}

// What each part was made from.
const prints = new WeakMap();

// A part of a component, with its name among its siblings and the data it was made from.
export function part(name, data, made) {
  made.dataset.part = name;
  prints.set(made, JSON.stringify(data));
  return made;
}

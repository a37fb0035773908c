// Making and changing elements: only what differs is touched, so that focus stays and a Pi has little to paint.

export const byId = (id) => document.getElementById(id);

export function make(name, style, ...inside) {
  const made = document.createElement(name);
  if (style) made.className = style;
  made.append(...inside);
  return made;
}

export function button(style, ...inside) {
  const made = make("button", style, ...inside);
  made.type = "button";
  return made;
}

export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export function set(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export function show(element, shown) {
  if (element.hidden === shown) element.hidden = !shown;
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name, attributes, ...inside) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...inside);
  return made;
}

export function icon(name) {
  return svg("svg", { class: "icon", "aria-hidden": "true" }, svg("use", { href: `#${name}` }));
}

// Keeps one element for each thing of a list, in its order; `create(thing)` returns {element, draw(thing)}.
export class Rows {
  #parent; #key; #create; #rows = new Map();

  constructor(parent, key, create) {
    [this.#parent, this.#key, this.#create] = [parent, key, create];
  }

  draw(things) {
    const keys = new Set(things.map(this.#key));
    for (const [key, row] of this.#rows) if (!keys.has(key)) { row.element.remove(); this.#rows.delete(key); }
    things.forEach((thing, position) => {
      const key = this.#key(thing);
      if (!this.#rows.has(key)) this.#rows.set(key, this.#create(thing));
      const row = this.#rows.get(key);
      const there = this.#parent.children[position];
      if (there !== row.element) this.#parent.insertBefore(row.element, there ?? null);
      row.draw(thing);
    });
  }

  get(key) { return this.#rows.get(key); }
}

// A change of the options would lose what somebody chose, or close an open list.
export function options(select, pairs) {
  const wanted = JSON.stringify(pairs);
  if (select.dataset.options === wanted) return;
  const chosen = select.options.length ? select.value : null;
  select.dataset.options = wanted;
  select.replaceChildren(...pairs.map(([value, text]) => new Option(text, value)));
  if (pairs.some(([value]) => value === chosen)) select.value = chosen;
}

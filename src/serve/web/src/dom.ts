// Elements without a framework. Text is always set as text, never as markup.

type Child = Node | string | null | undefined | false;
type Handler = (event: Event) => void;
type Attributes = Record<string, string | number | boolean | Handler | null | undefined>;

/** Makes an element: `on…` keys are listeners, true is an empty attribute, null and false are left out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)));
  return element;
}

/** The element of the page with this id. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** Says something to those who listen to the page; the same words twice are said twice. */
export function announce(text: string): void {
  const live = byId("live");
  live.textContent = "";
  window.setTimeout(() => (live.textContent = text), 60);
}

/** Calls after the last of several events. */
export function debounced<A extends unknown[]>(wait: number, call: (...given: A) => void) {
  let timer = 0;
  return (...given: A) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => call(...given), wait);
  };
}

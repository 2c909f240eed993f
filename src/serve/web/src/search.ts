// The search box: a combobox with a list of suggestions (WAI-ARIA pattern), for keyboard and pointer.
import { check, Problem, suggest } from "./api.ts";
import { announce, byId, debounced, h } from "./dom.ts";
import { plural, t, word } from "./i18n.ts";
import type { Suggestion } from "./types.ts";

const WAIT_MS = 150;
const LEAST = 2;
/** Shorter texts are beginnings, not slips. */
const LEAST_SLIP = 5;

export interface SearchEvents {
  edition: () => string;
  chosen: (suggestion: Suggestion) => void;
  submitted: (text: string) => void;
}

/** Completions of a text; where it has none, because of a slip, the addresses that it may mean. */
async function offered(edition: string, text: string, signal: AbortSignal): Promise<Suggestion[]> {
  const found = await suggest(edition, text, signal);
  if (found.length > 0 || text.length < LEAST_SLIP) return found;
  const meant = await check(edition, text, signal).catch((error: unknown) => {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  });
  const all = [...(meant?.answers ?? []), ...(meant?.alternatives ?? [])];
  return all.slice(0, 8).map((one): Suggestion => ({
    id: one.address_id, kind: "address", label: one.address,
    gmina: ("gmina_name" in one && one.gmina_name) || one.gmina || null, lon: null, lat: null,
    hint: meant?.match === "hint",
  }));
}

export class Search {
  readonly #input = byId<HTMLInputElement>("search-input");
  readonly #list = byId("search-list");
  readonly #clear = byId("search-clear");
  readonly #events: SearchEvents;
  readonly #ask = debounced(WAIT_MS, () => void this.#fetch());
  #options: Suggestion[] = [];
  #active = -1;
  #pending: AbortController | null = null;
  /** What was asked for last: suggestions for it come too late. */
  #done: string | null = null;

  constructor(events: SearchEvents) {
    this.#events = events;
    this.#input.addEventListener("input", () => {
      this.#done = null;
      this.#clear.hidden = this.#input.value === "";
      this.#pending?.abort();
      if (this.#input.value.trim().length < LEAST) this.#close();
      else this.#ask();
    });
    this.#input.addEventListener("keydown", (event) => this.#key(event));
    this.#input.addEventListener("focus", () => this.#options.length > 0 && this.#open());
    this.#input.addEventListener("blur", () => window.setTimeout(() => this.#close(), 150));
    this.#clear.addEventListener("click", () => {
      this.#input.value = "";
      this.#clear.hidden = true;
      this.#options = [];
      this.#close();
      this.#input.focus();
    });
    byId("search").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
  }

  #submit(): void {
    const text = this.#input.value.trim();
    this.#pending?.abort();
    this.#done = text;
    this.#close();
    if (text) this.#events.submitted(text);
  }

  async #fetch(): Promise<void> {
    const text = this.#input.value.trim();
    if (text.length < LEAST || text === this.#done) return;
    this.#pending?.abort();
    const pending = new AbortController();
    this.#pending = pending;
    try {
      const found = await offered(this.#events.edition(), text, pending.signal);
      if (pending.signal.aborted || document.activeElement !== this.#input) return;
      this.#options = found;
      this.#draw();
      announce(found.length > 0 ? plural(found.length, "suggestions") : t("search.nothing"));
    } catch (error) {
      if (pending.signal.aborted) return;
      this.#options = [];
      this.#draw(error instanceof Problem ? error.message : t("error.server"));
    }
  }

  #draw(instead?: string): void {
    const rows = this.#options.map((option, n) =>
      h("li", {
        role: "option", id: `option-${n}`, "aria-selected": "false",
        // Before the blur of the box, which would close the list.
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => this.#choose(n),
      },
        h("span", { class: "option-label" }, option.label),
        h("span", { class: "option-more" },
          [option.hint && t("match.hintTitle"), word("kind", option.kind), option.gmina].filter(Boolean).join(" · "))));
    const empty = h("li", { class: "option-none", role: "option", "aria-disabled": "true",
      "aria-selected": "false" }, instead ?? t("search.nothing"));
    this.#list.replaceChildren(...(rows.length > 0 ? rows : [empty]));
    this.#active = -1;
    this.#open();
  }

  #open(): void {
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
  }

  #close(): void {
    this.#list.hidden = true;
    this.#active = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  #move(to: number): void {
    const rows = [...this.#list.querySelectorAll('[role="option"]')];
    this.#active = to;
    rows.forEach((row, n) => row.setAttribute("aria-selected", String(n === to)));
    if (to < 0) this.#input.removeAttribute("aria-activedescendant");
    else this.#input.setAttribute("aria-activedescendant", `option-${to}`);
    rows[to]?.scrollIntoView({ block: "nearest" });
  }

  #key(event: KeyboardEvent): void {
    const n = this.#options.length;
    const open = !this.#list.hidden;
    if ((event.key === "ArrowDown" || event.key === "ArrowUp") && n > 0) {
      event.preventDefault();
      if (!open) this.#open();
      const step = event.key === "ArrowDown" ? 1 : -1;
      // One place more than options: the text itself.
      const places = n + 1;
      this.#move(((this.#active + 1 + step + places) % places) - 1);
    } else if (event.key === "Enter" && open && this.#active >= 0) {
      event.preventDefault();
      this.#choose(this.#active);
    } else if (event.key === "Escape") {
      event.preventDefault();
      if (open) this.#close();
      else this.#clear.click();
    }
  }

  #choose(n: number): void {
    const option = this.#options[n];
    if (!option) return;
    this.#pending?.abort();
    this.#input.value = option.label;
    this.#done = option.label.trim();
    this.#clear.hidden = false;
    this.#close();
    this.#events.chosen(option);
  }
}

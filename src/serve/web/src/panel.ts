// The panel: which view it shows, and where the keyboard is after a change.
import * as api from "./api.ts";
import { announce, byId, h } from "./dom.ts";
import { metres } from "./format.ts";
import { t, word } from "./i18n.ts";
import { overview } from "./overview.ts";
import { addressView } from "./panel_address.ts";
import { gminaView, type Lens } from "./panel_gmina.ts";
import { badge, loading, problem } from "./parts.ts";
import type { AddressAnswer, Alternative, Box, CheckAnswer, Gmina } from "./types.ts";

export interface PanelEvents {
  lens: () => Lens;
  /** What the map shows; null without a map. */
  view: () => { box: Box; near: boolean };
  /** The panel shows an address (or a gmina, or neither). */
  shows: (address: AddressAnswer | null, gmina: Gmina | null) => void;
  openAddress: (id: string) => void;
  openGmina: (code: string) => void;
  close: () => void;
  zoom: (lon: number, lat: number) => void;
}

type Shown =
  | { kind: "overview" }
  | { kind: "address"; answer: AddressAnswer; check: CheckAnswer }
  | { kind: "choice"; check: CheckAnswer }
  | { kind: "gmina"; gmina: Gmina }
  | { kind: "other" };

export class Panel {
  readonly #body = byId("panel-body");
  readonly #back = byId("panel-back");
  readonly #events: PanelEvents;
  #shown: Shown = { kind: "other" };
  /** Answers that come after another question are dropped. */
  #turn = 0;
  #listing: AbortController | null = null;

  constructor(events: PanelEvents) {
    this.#events = events;
    this.#back.addEventListener("click", () => events.close());
    const toggle = byId("panel-toggle");
    toggle.addEventListener("click", () => this.unfold(!byId("panel").classList.contains("tall")));
  }

  /** On a narrow screen the panel is a sheet that is low or tall. */
  unfold(tall: boolean): void {
    byId("panel").classList.toggle("tall", tall);
    const toggle = byId("panel-toggle");
    toggle.setAttribute("aria-expanded", String(tall));
    byId("panel-toggle-text").textContent = t(tall ? "panel.smaller" : "panel.bigger");
  }

  #put(shown: Shown, content: HTMLElement, focus: boolean): void {
    this.#shown = shown;
    this.#back.hidden = shown.kind === "overview";
    this.#body.replaceChildren(content);
    if (!focus) return;
    byId("panel-scroll").scrollTop = 0;
    const heading = content.querySelector<HTMLElement>("h2");
    heading?.focus({ preventScroll: true });
  }

  /** Draws again what is shown, under another lens. */
  relens(): void {
    const shown = this.#shown;
    if (shown.kind === "address") this.#address(shown.answer, shown.check, false);
    else if (shown.kind === "gmina") this.#gmina(shown.gmina, false);
    else if (shown.kind === "choice") this.#choice(shown.check, false);
    else if (shown.kind === "overview") void this.overview();
  }

  /** What the map shows, in words and tables. */
  async overview(): Promise<void> {
    const turn = ++this.#turn;
    this.#listing?.abort();
    const listing = new AbortController();
    this.#listing = listing;
    if (this.#shown.kind !== "overview") {
      this.#put({ kind: "overview" }, h("div", {}, h("h2", {}, t("overview.title")), loading()), false);
      this.#events.shows(null, null);
    }
    const { box, near } = this.#events.view();
    const content = await overview(this.#events.lens(), box, near, listing.signal, {
      address: this.#events.openAddress, gmina: this.#events.openGmina,
      again: () => void this.overview(),
    });
    if (turn === this.#turn && content) this.#put({ kind: "overview" }, content, false);
  }

  isOverview(): boolean {
    return this.#shown.kind === "overview";
  }

  /** Asks and shows; `again` asks the same once more. */
  async #during<T>(question: Promise<T>, then: (answer: T) => void, again: () => void): Promise<void> {
    const turn = ++this.#turn;
    this.#listing?.abort();
    const waiting = window.setTimeout(() => {
      if (turn === this.#turn) this.#put({ kind: "other" }, loading(), false);
    }, 250);
    try {
      const answer = await question;
      if (turn === this.#turn) then(answer);
    } catch (error) {
      if (turn !== this.#turn) return;
      this.#put({ kind: "other" }, problem(error, again), false);
      // The alert says it; nothing is looked for any more.
      announce("");
    } finally {
      window.clearTimeout(waiting);
    }
  }

  /** Looks an address up by text, identifier or place. */
  check(ask: () => Promise<CheckAnswer>): Promise<void> {
    const show = (check: CheckAnswer) => {
      const [first] = check.answers;
      if (check.match === "ambiguous" && check.answers.length > 1) this.#choice(check, true);
      else if (first) this.#address(first, check, true);
      else this.#choice(check, true);
    };
    return this.#during(ask(), show, () => void this.check(ask));
  }

  gmina(code: string): Promise<void> {
    const { edition } = this.#events.lens();
    const show = (gmina: Gmina) => this.#gmina(gmina, true);
    return this.#during(api.gmina(edition, code), show, () => void this.gmina(code));
  }

  #address(answer: AddressAnswer, check: CheckAnswer, focus: boolean): void {
    const { edition, profile, tense } = this.#events.lens();
    const { openGmina: gmina, zoom } = this.#events;
    const links = { edition, profile: profile.id, gmina, zoom };
    const view = addressView(answer, check.match, links, check.number_differs);
    if (check.alternatives.length > 0 && check.match !== "nearest") {
      view.append(h("h3", {}, t("match.others")), this.#others(check.alternatives));
    }
    this.#put({ kind: "address", answer, check }, view, focus);
    if (!focus) return;
    const now = answer.profiles.find((one) => one.id === profile.id)
      ?.views.find((one) => one.tense === tense);
    announce(`${answer.address}: ${word("status", now?.status ?? "unknown")}`);
    this.#events.shows(answer, null);
  }

  #others(all: Alternative[]): HTMLElement {
    return h("ul", { class: "choice" }, ...all.map((one) =>
      h("li", {}, h("button", { type: "button", class: "link",
        onclick: () => this.#events.openAddress(one.address_id) }, one.address),
      one.gmina ? h("small", {}, ` (${one.gmina_name || one.gmina})`) : null,
      one.distance_m != null ? h("small", {}, `, ${metres(one.distance_m)}`) : null)));
  }

  #choice(check: CheckAnswer, focus: boolean): void {
    const { profile, tense } = this.#events.lens();
    const found = check.answers.length + check.alternatives.length > 0;
    const isHint = check.match === "hint";
    const unknown = (check.words_left_out ?? []).join(", ");
    const rows = check.answers.map((one) => {
      const view = one.profiles.find((p) => p.id === profile.id)?.views.find((v) => v.tense === tense);
      const open = () => this.#events.openAddress(one.address_id);
      return h("li", {}, h("button", { type: "button", class: "link", onclick: open }, one.address),
        ` (${one.gmina_name || one.gmina}) `, badge(view?.status));
    });
    const content = h("article", {},
      h("h2", { tabindex: -1 }, found ? t(isHint ? "match.hintTitle" : "match.choose") : t("match.none")),
      found ? h("p", { class: "note" }, word("match", check.match, "")) : null,
      unknown ? h("p", { class: "note" }, `${t("match.leftOut")} ${unknown}`) : null,
      h("ul", { class: "choice" }, ...rows), this.#others(check.alternatives));
    this.#put({ kind: "choice", check }, content, focus);
    if (focus) this.#events.shows(null, null);
  }

  #gmina(gmina: Gmina, focus: boolean): void {
    const lens = this.#events.lens();
    this.#put({ kind: "gmina", gmina }, gminaView(gmina, lens), focus);
    if (!focus) return;
    announce(`${t("address.gmina")} ${gmina.name ?? gmina.code}`);
    this.#events.shows(null, gmina);
  }
}

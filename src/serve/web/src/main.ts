// Puts the page together: state ↔ link, map, search, panel, controls.
import * as api from "./api.ts";
import { controls, footer, words } from "./chrome.ts";
import { announce, byId, debounced, h } from "./dom.ts";
import { preferred, setLanguage, t } from "./i18n.ts";
import { column } from "./lens.ts";
import { drawLegend, hasLayer, legendAt } from "./legend.ts";
import { ZasiegMap, type Name } from "./map.ts";
import { Panel } from "./panel.ts";
import type { Lens } from "./panel_gmina.ts";
import { problem } from "./parts.ts";
import { Search } from "./search.ts";
import { format, fromPath, parse, type State } from "./state.ts";
import { ADDRESSES_FROM, type Look } from "./style.ts";
import type { Box, Edition, Gmina, Profile, Suggestion } from "./types.ts";

/** Which zoom a chosen suggestion is shown at. */
const ZOOM = { address: 16, street: 15, locality: 13.5 } as const;
const LOCALITIES_FROM = 10;
const POLAND: Box = [14.07, 49.0, 24.15, 54.84];

class Page {
  state: State = fromPath(location.pathname, parse(location.hash));
  readonly #editions: Edition[];
  #map: ZasiegMap | null = null;
  readonly #panel: Panel;
  #naming: AbortController | null = null;
  readonly #settled = debounced(250, () => {
    this.save();
    void this.#name();
    if (this.#panel.isOverview()) void this.#panel.overview();
  });

  constructor(editions: Edition[]) {
    this.#editions = editions;
    this.#panel = new Panel({
      lens: () => this.lens(),
      view: () => ({ box: this.#map?.box() ?? this.edition().bbox ?? POLAND,
        near: (this.#map?.view().zoom ?? 0) >= ADDRESSES_FROM }),
      shows: (address, gmina) => {
        this.state.address = address?.address_id ?? null;
        this.state.gmina = gmina?.code ?? null;
        this.#map?.select(address?.lon, address?.lat);
        this.save();
      },
      openAddress: (id) => this.openAddress(id, true),
      openGmina: (code) => this.openGmina(code, true),
      close: () => {
        void this.#panel.overview();
        byId("panel").focus();
      },
      zoom: (lon, lat) => this.#map?.go(lon, lat, 17),
    });
  }

  edition(): Edition {
    const named = this.#editions.find((one) => one.id === this.state.edition);
    return named ?? this.#editions.find((one) => one.default) ?? (this.#editions[0] as Edition);
  }

  profile(): Profile {
    const { profiles } = this.edition();
    return profiles.find((one) => one.id === this.state.profile) ?? (profiles[0] as Profile);
  }

  lens(): Lens {
    return { edition: this.edition().id, profile: this.profile(), tense: this.state.tense };
  }

  look(): Look {
    const profile = this.profile();
    const edition = this.edition();
    const layers = new Set([...this.state.layers].filter((layer) => hasLayer(edition, layer)));
    return {
      column: column(profile, this.state.tense), today: column(profile, "today"),
      planned: column(profile, "with_plans"), layers,
    };
  }

  save(): void {
    this.state.view = this.#map?.view() ?? this.state.view;
    // One address for the page, whatever path it was opened by.
    history.replaceState(null, "", `${api.base()}#${format(this.state)}`);
  }

  start(): void {
    controls(this, this.#editions, {
      relens: () => this.#relens(),
      reedition: () => this.#reedition(),
    });
    this.#legend();
    this.#draw();
    new Search({
      edition: () => this.edition().id,
      chosen: (suggestion) => this.#chosen(suggestion),
      submitted: (text) => {
        announce(t("search.searching"));
        void this.#found(() => api.check(this.edition().id, text));
      },
    });
    addEventListener("hashchange", () => location.reload());
    footer(this);
    const { edition } = this.state;
    if (edition !== null && edition !== this.edition().id) {
      this.#note(t("edition.gone", { id: edition }));
      this.state.edition = null;
    }
    this.#open();
  }

  /** What the link names is opened; else what the map shows. */
  #open(): void {
    const moved = this.state.view !== null;
    if (this.state.address) this.openAddress(this.state.address, !moved);
    else if (this.state.gmina) this.openGmina(this.state.gmina, !moved);
    else void this.#panel.overview();
  }

  #draw(): void {
    const { edition, state } = { edition: this.edition(), state: this.state };
    try {
      this.#map = new ZasiegMap(byId("map"), edition.id, this.look(), state.view,
        edition.bbox ?? null, {
          moved: (view) => {
            legendAt(view.zoom);
            this.#settled();
          },
          address: (id) => this.openAddress(id, false),
          gmina: (code) => this.openGmina(code, false),
          place: (lon, lat) =>
            void this.#panel.check(() => api.checkPoint(this.edition().id, lon, lat)),
          named: (text) => this.#note(text),
          failed: () => this.#note(t("map.tiles")),
        });
      legendAt(this.#map.view().zoom);
      void this.#name();
    } catch {
      byId("map").replaceChildren(h("p", { class: "problem" }, t("map.broken")));
    }
  }

  /** A line over the map, for a while; it is read out. */
  #note(text: string): void {
    const note = byId("map-note");
    note.textContent = text;
    note.hidden = false;
    window.setTimeout(() => (note.hidden = true), 8000);
  }

  #legend(): void {
    drawLegend(this.edition(), this.state.layers, (layer, on) => {
      if (on) this.state.layers.add(layer);
      else this.state.layers.delete(layer);
      this.#map?.look(this.look());
      this.save();
    });
    if (this.#map) legendAt(this.#map.view().zoom);
  }

  #relens(): void {
    this.#map?.look(this.look());
    this.#panel.relens();
    footer(this);
    this.save();
  }

  #reedition(): void {
    this.#map?.edition(this.edition().id);
    this.#legend();
    this.#relens();
    // What was shown is of another edition.
    this.#open();
  }

  #chosen(suggestion: Suggestion): void {
    const { id, lon, lat, kind, label } = suggestion;
    if (id) this.openAddress(id, true);
    else if (lon !== null && lat !== null && this.#map) {
      this.#map.go(lon, lat, ZOOM[kind]);
      void this.#panel.overview();
    } else void this.#found(() => api.check(this.edition().id, label));
  }

  async #found(ask: Parameters<Panel["check"]>[0]): Promise<void> {
    await this.#panel.check(async () => {
      const answer = await ask();
      const [first] = answer.answers;
      if (first && (answer.answers.length === 1 || answer.match !== "ambiguous")) {
        this.#go(first.lon, first.lat);
      }
      return answer;
    });
  }

  #go(lon: number | null | undefined, lat: number | null | undefined): void {
    if (typeof lon === "number" && typeof lat === "number") this.#map?.go(lon, lat, ZOOM.address);
  }

  openAddress(id: string, move: boolean): void {
    const ask = () => api.check(this.edition().id, id);
    void (move ? this.#found(ask) : this.#panel.check(ask));
  }

  openGmina(code: string, move: boolean): void {
    void this.#panel.gmina(code).then(() => {
      if (!move || this.state.gmina !== code) return;
      const fit = (gmina: Gmina) => gmina.bbox && this.#map?.fit(gmina.bbox);
      void api.gmina(this.edition().id, code).then(fit, () => undefined);
    });
  }

  /** Names of gminas and localities, written where their middles are. */
  async #name(): Promise<void> {
    const map = this.#map;
    if (!map) return;
    this.#naming?.abort();
    const naming = new AbortController();
    this.#naming = naming;
    const { zoom } = map.view();
    const edition = this.edition().id;
    const all: Name[] = [];
    try {
      if (zoom >= LOCALITIES_FROM) {
        const found = await api.itemsIn(edition, "localities", map.box(), 300, naming.signal);
        for (const { geometry, properties } of found.features) {
          const [lon, lat] = geometry?.type === "Point" ? geometry.coordinates : [];
          if (lon === undefined || lat === undefined || !properties?.["name"]) continue;
          const [name, addresses] = [String(properties["name"]), Number(properties["addresses"] ?? 0)];
          all.push({ kind: "locality", name, addresses, lon, lat });
        }
      } else if (zoom >= 7) {
        const found = await api.gminasIn(edition, map.box(), 400, naming.signal);
        for (const { bbox, name, addresses } of found.gminas) {
          if (!bbox || !name) continue;
          const [lon, lat] = [(bbox[0] + bbox[2]) / 2, (bbox[1] + bbox[3]) / 2];
          all.push({ kind: "gmina", name, addresses: addresses ?? 0, lon, lat });
        }
      }
      if (!naming.signal.aborted) map.names(all);
    } catch {
      // A map without names is still a map.
    }
  }
}

async function main(): Promise<void> {
  const { lang } = fromPath(location.pathname, parse(location.hash));
  setLanguage(lang ?? preferred(navigator.languages));
  words();
  try {
    const editions = (await api.editions()).filter((one) => one.profiles.length > 0);
    if (editions.length === 0) throw new api.Problem(0, t("error.noEditions"));
    new Page(editions).start();
  } catch (error) {
    byId("panel-body").replaceChildren(problem(error, () => location.reload()));
  }
}

void main();

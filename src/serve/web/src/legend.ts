// Legend and switches of layers: each colour with its shape or texture and its words.
import { byId, h } from "./dom.ts";
import { t, word, type Key } from "./i18n.ts";
import { CLASS_LIMITS } from "./lens.ts";
import { sign, swatch } from "./patterns.ts";
import { LAYERS, type LayerName } from "./state.ts";
import { ADDRESSES_FROM, CLUSTERS_FROM, COVERAGE_FROM, FEW, SITES_FROM } from "./style.ts";
import { STATUSES, type Edition, type Part } from "./types.ts";

const NEEDS: Partial<Record<LayerName, Part>> = {
  contracts: "plans", coverage: "coverage_areas", buildings: "buildings", stations: "base_stations", clusters: "clusters", nodes: "nodes",
};
const SIGNS: Partial<Record<LayerName, string>> = {
  plans: "plan", contracts: "contract", buildings: "building", stations: "station", clusters: "cluster", nodes: "node",
};

const FROM: Partial<Record<LayerName, number>> = {
  plans: ADDRESSES_FROM, contracts: ADDRESSES_FROM, coverage: COVERAGE_FROM, buildings: SITES_FROM, stations: SITES_FROM, clusters: CLUSTERS_FROM, nodes: SITES_FROM,
};

export function hasLayer(edition: Edition, layer: LayerName): boolean {
  const part = NEEDS[layer];
  return !part || edition.has?.[part] === true;
}

function row(mark: HTMLCanvasElement, text: string, more?: string): HTMLLIElement {
  return h("li", {}, mark, h("span", {}, text, more ? h("small", {}, ` – ${more}`) : null));
}

function statuses(): HTMLElement {
  const rows = STATUSES.map((status) =>
    row(sign(status), word("many", status), word("meaning", status)));
  return h("div", { class: "key", id: "key-addresses" },
    h("h3", {}, t("legend.addresses")),
    h("ul", {}, ...rows, row(sign("unknown"), t("many.unknown"))));
}

function classLabel(n: number): string {
  if (n === 0) return t("legend.none");
  const per = (share: number) => String(Math.round(share * 100));
  const [low, high] = [CLASS_LIMITS[n - 1] ?? 0, CLASS_LIMITS[n]];
  if (high === undefined) return t("legend.over", { low: per(low) });
  if (low === 0) return t("legend.upTo", { high: per(high) });
  return t("legend.between", { low: per(low), high: per(high) });
}

function shares(): HTMLElement {
  const rows = [...CLASS_LIMITS, 1].map((_, n) => row(swatch(`share${n}`), classLabel(n)));
  return h("div", { class: "key", id: "key-shares" },
    h("h3", {}, t("legend.shares")),
    h("ul", { class: "shares" }, ...rows),
    h("ul", {},
      row(swatch("share5", 0.45), t("legend.few", { n: FEW })),
      row(swatch("doubt"), t("legend.uncertain")), row(swatch("hatch"), t("legend.unknown"))));
}

/** Signs of layers that have several. */
function details(edition: Edition): HTMLElement | null {
  const rows = [
    ...(hasLayer(edition, "contracts") ? [
      row(sign("contract"), t("contract.open")), row(sign("contract_done"), t("contract.done")),
      row(sign("contract_terminated"), t("contract.terminated"))] : []),
    ...(hasLayer(edition, "stations") ? [
      row(sign("station"), t("station.5g")), row(sign("mast"), t("station.other"))] : []),
  ];
  if (rows.length === 0) return null;
  return h("div", { class: "key", id: "key-details" },
    h("h3", {}, t("legend.details")), h("ul", {}, ...rows));
}

/** Fills the legend; `changed` hears of each switch. */
export function drawLegend(
  edition: Edition, shown: ReadonlySet<LayerName>, changed: (layer: LayerName, on: boolean) => void,
): void {
  const toggles = LAYERS.map((layer) => {
    const can = hasLayer(edition, layer);
    const box = h("input", { type: "checkbox", id: `layer-${layer}`, disabled: !can,
      onchange: () => changed(layer, box.checked) });
    box.checked = can && shown.has(layer);
    const mark = SIGNS[layer];
    return h("li", {}, box, h("label", { for: `layer-${layer}`, class: can ? null : "off" },
      mark ? sign(mark) : layer === "coverage" ? swatch("coverage") : null, t(`layer.${layer}` as Key),
      can ? h("small", { "data-from": FROM[layer] ?? 0, hidden: true }, ` (${t("layer.closer")})`)
        : h("small", {}, ` (${t("layer.missing")})`)));
  });
  byId("legend-body").replaceChildren(
    h("fieldset", { class: "layers" }, h("legend", {}, t("legend.layers")), h("ul", {}, ...toggles)),
    statuses(), shares(), ...[details(edition)].filter((key) => key !== null),
  );
}

/** The part of the legend that does not concern the zoom steps back. */
export function legendAt(zoom: number): void {
  const near = zoom >= ADDRESSES_FROM;
  byId("key-addresses").hidden = !near;
  byId("key-shares").hidden = near;
  for (const hint of document.querySelectorAll<HTMLElement>("#legend [data-from]")) {
    hint.hidden = zoom >= Number(hint.dataset["from"]);
  }
}

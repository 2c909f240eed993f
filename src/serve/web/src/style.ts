// What the map draws for a lens and a choice of layers. A pure function: the map applies it.
import type {
  DataDrivenPropertyValueSpecification, ExpressionSpecification, FilterSpecification,
  LayerSpecification,
} from "maplibre-gl";
import { CLASS_LIMITS } from "./lens.ts";
import { COLOURS } from "./patterns.ts";
import type { LayerName } from "./state.ts";
import { STATUSES } from "./types.ts";

export const FONT = ["DejaVu Sans", "Arial", "sans-serif"];
const FONT_BOLD = ["DejaVu Sans Bold", "Arial Bold", "sans-serif"];
/** From here on single addresses are drawn, before it squares, and before those gminas. */
export const ADDRESSES_FROM = 13;
export const CELLS_FROM = 9.5;
/** Public buildings and nodes are in tiles from here on, clusters from there. */
export const SITES_FROM = 11;
export const CLUSTERS_FROM = 9;
export const COVERAGE_FROM = 8;
/** Squares with fewer addresses are paler. */
export const FEW = 5;

export interface Look {
  /** Column of the lens: `eu_2023_today`. */
  column: string;
  /** Columns of the same profile with and without plans. */
  today: string;
  planned: string;
  layers: ReadonlySet<LayerName>;
}

/** Name of the texture of a share: `share0` is none at all. */
function shade(share: ExpressionSpecification): ExpressionSpecification {
  // A step begins at its limit, a class above it.
  const steps = CLASS_LIMITS.flatMap((limit, n) => [limit + 1e-9, `share${n + 1}`]);
  return ["step", share, "share0", ...steps] as unknown as ExpressionSpecification;
}

const number = (name: string): ExpressionSpecification => ["coalesce", ["get", name], 0];

function cellParts(column: string) {
  const of = (status: string) => number(`${column}_${status}`);
  const whole: ExpressionSpecification = ["+", of("white"), of("grey"), of("black"), of("uncertain")];
  return { white: of("white"), uncertain: of("uncertain"), whole };
}

const growing = (small: number, large: number): ExpressionSpecification => [
  "interpolate", ["linear"], ["zoom"], ADDRESSES_FROM, small, 17, large,
];

function areas({ column }: Look): LayerSpecification[] {
  const share = `${column}_white_share`;
  const cell = cellParts(column);
  const pattern: DataDrivenPropertyValueSpecification<string> = [
    "case", ["==", ["typeof", ["get", share]], "number"], shade(["to-number", ["get", share]]), "hatch",
  ];
  const hasSome: FilterSpecification = [">", cell.whole, 0];
  return [
    {
      id: "gmina-share", type: "fill", source: "data", "source-layer": "gminas", maxzoom: CELLS_FROM,
      paint: { "fill-pattern": pattern },
    },
    {
      id: "cells", type: "fill", source: "data", "source-layer": "cells",
      minzoom: CELLS_FROM, maxzoom: ADDRESSES_FROM, filter: hasSome,
      // A house alone weighs less on the map than a village.
      paint: {
        "fill-pattern": shade(["/", cell.white, cell.whole]),
        "fill-opacity": ["step", cell.whole, 0.45, FEW, 1],
      },
    },
    {
      id: "cells-doubt", type: "fill", source: "data", "source-layer": "cells",
      minzoom: CELLS_FROM, maxzoom: ADDRESSES_FROM,
      filter: ["all", hasSome, [">=", ["*", 2, cell.uncertain], cell.whole]],
      paint: { "fill-pattern": "doubt" },
    },
  ];
}

function outlines(): LayerSpecification[] {
  return [
    {
      id: "gmina-ground", type: "fill", source: "data", "source-layer": "gminas",
      minzoom: CELLS_FROM, paint: { "fill-color": COLOURS.paper },
    },
    {
      id: "gmina-line", type: "line", source: "data", "source-layer": "gminas",
      paint: {
        "line-color": COLOURS.soft,
        "line-width": ["interpolate", ["linear"], ["zoom"], 5, 0.2, 8, 0.8, 13, 1.6],
      },
    },
  ];
}

function clusters(): LayerSpecification[] {
  const common = { source: "data", "source-layer": "clusters", minzoom: CLUSTERS_FROM } as const;
  const polygon: FilterSpecification = ["==", ["geometry-type"], "Polygon"];
  return [
    {
      ...common, id: "cluster-area", type: "fill", filter: polygon,
      paint: { "fill-color": COLOURS.white, "fill-opacity": 0.1 },
    },
    {
      ...common, id: "cluster-edge", type: "line", filter: polygon,
      paint: { "line-color": COLOURS.paper, "line-width": 3.4, "line-opacity": 0.85 },
    },
    {
      ...common, id: "cluster-line", type: "line", filter: polygon,
      paint: { "line-color": COLOURS.white, "line-width": 1.4, "line-dasharray": [3, 2] },
    },
    {
      ...common, id: "cluster-point", type: "symbol", filter: ["==", ["geometry-type"], "Point"],
      layout: { "icon-image": "cluster", "icon-allow-overlap": true, "icon-size": 1.5 },
    },
  ];
}

function addresses({ column, today, planned, layers }: Look): LayerSpecification[] {
  const common = { source: "data", "source-layer": "addresses", minzoom: ADDRESSES_FROM } as const;
  const order = STATUSES.flatMap((status, n) => [status, STATUSES.length - n]);
  const status: ExpressionSpecification = ["coalesce", ["get", column], "unknown"];
  const all: LayerSpecification[] = [];
  if (layers.has("plans")) {
    const won: FilterSpecification = [
      "all", ["==", ["get", today], "white"], ["has", planned], ["!=", ["get", planned], "white"],
    ];
    all.push({
      ...common, id: "plans", type: "symbol", filter: won,
      layout: {
        "icon-image": "plan", "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": growing(0.95, 2.1),
      },
    });
  }
  if (layers.has("status")) {
    all.push({
      ...common, id: "addresses", type: "symbol",
      layout: {
        "icon-image": status, "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": growing(0.55, 1.25),
        "symbol-sort-key": ["match", status, ...order, 0] as unknown as ExpressionSpecification,
      },
    });
  }
  return all;
}

/** Areas that operators declare: dotted within a line of their own, over what lies below. */
function coverage(): LayerSpecification[] {
  const common = { source: "data", "source-layer": "coverage", minzoom: COVERAGE_FROM } as const;
  return [
    { ...common, id: "coverage-area", type: "fill", paint: { "fill-pattern": "coverage" } },
    {
      ...common, id: "coverage-line", type: "line",
      paint: { "line-color": COLOURS.building, "line-width": 1.6, "line-dasharray": [1, 1.5] },
    },
  ];
}

/** Public plans by their state. */
function contracts(): LayerSpecification {
  const state: ExpressionSpecification = ["coalesce", ["get", "status"], "unknown"];
  const image = ["match", state, "done", "contract_done", "terminated", "contract_terminated",
    "contract"] as unknown as ExpressionSpecification;
  return {
    id: "contracts", type: "symbol", source: "data", "source-layer": "plans",
    minzoom: ADDRESSES_FROM,
    layout: {
      "icon-image": image, "icon-allow-overlap": true, "icon-anchor": "bottom-left",
      "icon-size": growing(0.7, 1.2),
    },
  };
}

function stations(): LayerSpecification {
  const image: ExpressionSpecification = ["case", ["==", ["get", "is_5g"], true], "station", "mast"];
  return {
    id: "stations", type: "symbol", source: "data", "source-layer": "base_stations",
    minzoom: SITES_FROM,
    layout: { "icon-image": image, "icon-allow-overlap": true, "icon-size": growing(1, 1.6) },
  };
}

function points(id: string, layer: string, image: string): LayerSpecification {
  return {
    id, type: "symbol", source: "data", "source-layer": layer, minzoom: SITES_FROM,
    layout: { "icon-image": image, "icon-allow-overlap": true, "icon-size": growing(0.9, 1.4) },
  };
}

const halo = { "text-color": COLOURS.ink, "text-halo-color": COLOURS.paper, "text-halo-width": 1.6 };

function labels(): LayerSpecification[] {
  return [
    {
      id: "gmina-name", type: "symbol", source: "names", minzoom: 7, maxzoom: 11,
      filter: ["==", ["get", "kind"], "gmina"],
      layout: {
        "text-field": ["get", "name"], "text-font": FONT_BOLD, "text-max-width": 7,
        "text-size": ["interpolate", ["linear"], ["zoom"], 7, 11, 11, 16],
      },
      paint: halo,
    },
    {
      id: "locality-name", type: "symbol", source: "names", minzoom: 10,
      filter: ["==", ["get", "kind"], "locality"],
      layout: {
        "text-field": ["get", "name"], "text-font": FONT_BOLD,
        "text-size": ["interpolate", ["linear"], ["zoom"], 10, 11, 14, 14],
        "symbol-sort-key": ["-", 0, number("addresses")],
      },
      paint: halo,
    },
  ];
}

function selected(): LayerSpecification[] {
  return [
    {
      id: "selected", type: "circle", source: "selected",
      paint: {
        "circle-radius": growing(11, 17), "circle-color": COLOURS.selected, "circle-opacity": 0.12,
        "circle-stroke-color": COLOURS.selected, "circle-stroke-width": 3,
      },
    },
  ];
}

/** Layers from the lowest to the highest. */
export function layersOf(look: Look): LayerSpecification[] {
  const shown = look.layers;
  return [
    { id: "ground", type: "background", paint: { "background-color": COLOURS.wash } },
    ...outlines().slice(0, 1),
    ...(shown.has("status") ? areas(look) : []),
    ...outlines().slice(1),
    ...(shown.has("coverage") ? coverage() : []),
    ...(shown.has("clusters") ? clusters() : []),
    ...addresses(look),
    ...(shown.has("nodes") ? [points("nodes", "nodes", "node")] : []),
    ...(shown.has("contracts") ? [contracts()] : []),
    ...(shown.has("stations") ? [stations()] : []),
    ...(shown.has("buildings") ? [points("buildings", "buildings", "building")] : []),
    ...selected(),
    ...labels(),
  ];
}

// The map: our own tiles and nothing from elsewhere.
import {
  Map as GlMap, NavigationControl, ScaleControl, setWorkerUrl,
  type GeoJSONSource, type LngLatLike, type MapMouseEvent, type StyleSpecification,
  type VectorTileSource,
} from "maplibre-gl";
import { base, tilesUrl } from "./api.ts";
import { count } from "./format.ts";
import { t, word } from "./i18n.ts";
import { images } from "./patterns.ts";
import type { View } from "./state.ts";
import { ADDRESSES_FROM, layersOf, type Look } from "./style.ts";
import type { Box } from "./types.ts";

declare const WORKER_FILE: string;

export interface MapEvents {
  moved: (view: View) => void;
  address: (id: string) => void;
  gmina: (code: string) => void;
  place: (lon: number, lat: number) => void;
  /** Something that has a name but no page of its own. */
  named: (text: string) => void;
  failed: () => void;
}

export type Name = { kind: "gmina" | "locality"; name: string; addresses: number; lon: number; lat: number };

const NOTHING: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const POLAND: Box = [14.07, 49.0, 24.15, 54.84];

function styleOf(edition: string, look: Look): StyleSpecification {
  return {
    version: 8,
    sources: {
      data: { type: "vector", tiles: [tilesUrl(edition)], minzoom: 4, maxzoom: 16 },
      names: { type: "geojson", data: NOTHING },
      selected: { type: "geojson", data: NOTHING },
    },
    layers: layersOf(look),
  };
}

const point = (lon: number, lat: number): GeoJSON.Point => ({ type: "Point", coordinates: [lon, lat] });

/** Space around what is fitted: an open legend covers the left side of a wide map. */
function roomFor(map: HTMLElement) {
  const around = Math.min(60, Math.round(0.07 * map.clientWidth));
  const legend = document.querySelector("#legend[open]")?.getBoundingClientRect();
  const beside = legend && map.clientWidth > 2.2 * legend.width ? legend.width : 0;
  return { top: around, bottom: around, right: around, left: around + beside };
}

/** What a sign of the map is, in words; what is not known is left out. */
function siteName(layer: string, of: Record<string, unknown>): string {
  const text = (name: string) => (of[name] === undefined ? "" : String(of[name]));
  const more = (...parts: string[]) => parts.filter(Boolean).join(", ");
  switch (layer) {
    case "nodes":
      return t("map.node", { id: text("id") });
    case "stations":
      return t(of["is_5g"] === true ? "map.station5g" : "map.station", {
        what: more(text("station_id"), text("operator"), text("technology"), text("band")),
      });
    case "contracts":
      return t("map.contract", {
        what: more(text("contract_id"), text("programme"), text("operator"),
          word("contractStatus", text("status")), text("due")),
      });
    default:
      return t("map.building", { name: text("name") || text("id") });
  }
}

export class ZasiegMap {
  readonly #map: GlMap;
  #marks: { names: GeoJSON.FeatureCollection; selected: GeoJSON.FeatureCollection } = {
    names: NOTHING, selected: NOTHING,
  };

  constructor(at: HTMLElement, edition: string, look: Look, view: View | null, box: Box | null,
    events: MapEvents) {
    setWorkerUrl(new URL(`assets/${WORKER_FILE}`, base()).href);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#map = new GlMap({
      container: at,
      style: styleOf(edition, look),
      ...(view ? { center: [view.lon, view.lat] as LngLatLike, zoom: view.zoom }
        : { bounds: box ?? POLAND, fitBoundsOptions: { padding: roomFor(at) } }),
      minZoom: 4, maxZoom: 19, dragRotate: false, pitchWithRotate: false, touchPitch: false,
      attributionControl: false, fadeDuration: still ? 0 : 150,
      // Kept, so that the map is on paper when the page is printed.
      canvasContextAttributes: { preserveDrawingBuffer: true },
      locale: {
        "Map.Title": t("map.label"),
        "NavigationControl.ZoomIn": t("map.zoomIn"), "NavigationControl.ZoomOut": t("map.zoomOut"),
      },
    });
    this.#map.touchZoomRotate.disableRotation();
    this.#map.keyboard.disableRotation();
    this.#map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.#map.addControl(new ScaleControl({ maxWidth: 110 }), "bottom-right");
    this.#map.getCanvas().setAttribute("aria-describedby", "map-help");
    this.#map.on("style.load", () => {
      for (const [name, image] of images()) {
        if (!this.#map.hasImage(name)) {
          this.#map.addImage(name, image.data, { pixelRatio: image.pixelRatio });
        }
      }
      this.#mark();
    });
    this.#map.on("moveend", () => events.moved(this.view()));
    this.#map.on("error", () => events.failed());
    this.#map.on("click", (event) => this.#clicked(event, events));
    this.#map.on("mousemove", (event) => this.#pointed(event));
  }

  view(): View {
    const { lng, lat } = this.#map.getCenter();
    return { lon: lng, lat, zoom: this.#map.getZoom() };
  }

  box(): Box {
    const bounds = this.#map.getBounds();
    return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  }

  look(look: Look): void {
    const before = this.#map.getStyle();
    if (!before) return;
    this.#map.setStyle({ ...before, layers: layersOf(look) }, { diff: true });
  }

  edition(id: string): void {
    this.#map.getSource<VectorTileSource>("data")?.setTiles([tilesUrl(id)]);
  }

  go(lon: number, lat: number, zoom: number): void {
    this.#map.easeTo({ center: [lon, lat], zoom: Math.max(zoom, this.#map.getZoom()) });
  }

  fit(box: Box): void {
    this.#map.fitBounds(box, { padding: roomFor(this.#map.getContainer()), maxZoom: 16 });
  }

  select(lon: number | null | undefined, lat: number | null | undefined): void {
    const features: GeoJSON.Feature[] = typeof lon === "number" && typeof lat === "number"
      ? [{ type: "Feature", properties: {}, geometry: point(lon, lat) }]
      : [];
    this.#marks.selected = { type: "FeatureCollection", features };
    this.#mark();
  }

  names(all: Name[]): void {
    const features = all.map(({ lon, lat, ...properties }): GeoJSON.Feature =>
      ({ type: "Feature", properties, geometry: point(lon, lat) }));
    this.#marks.names = { type: "FeatureCollection", features };
    this.#mark();
  }

  resize(): void {
    this.#map.resize();
  }

  #mark(): void {
    for (const name of ["names", "selected"] as const) {
      this.#map.getSource<GeoJSONSource>(name)?.setData(this.#marks[name]);
    }
  }

  #near(event: MapMouseEvent, layers: string[], reach: number) {
    const shown = layers.filter((layer) => this.#map.getLayer(layer));
    const { x, y } = event.point;
    const around: [[number, number], [number, number]] =
      [[x - reach, y - reach], [x + reach, y + reach]];
    const found = shown.length > 0 ? this.#map.queryRenderedFeatures(around, { layers: shown }) : [];
    const far = (geometry: GeoJSON.Geometry) => {
      if (geometry.type !== "Point") return 0;
      const [lon = 0, lat = 0] = geometry.coordinates;
      const at = this.#map.project([lon, lat]);
      return Math.hypot(at.x - x, at.y - y);
    };
    return found.sort((a, b) => far(a.geometry) - far(b.geometry))[0];
  }

  #clicked(event: MapMouseEvent, events: MapEvents): void {
    const site = this.#near(event, ["buildings", "nodes", "stations", "contracts"], 9);
    if (site) {
      events.named(siteName(site.layer.id, site.properties));
      return;
    }
    const id: unknown = this.#near(event, ["addresses"], 9)?.properties["id"];
    if (typeof id === "string" || typeof id === "number") {
      events.address(String(id));
      return;
    }
    if (this.#map.getZoom() >= ADDRESSES_FROM) {
      events.place(event.lngLat.lng, event.lngLat.lat);
      return;
    }
    const cluster = this.#near(event, ["cluster-area", "cluster-point"], 4)?.properties;
    if (cluster) {
      events.named(t("map.cluster", { id: cluster["cluster"], white: count(cluster["white"]) }));
      return;
    }
    const code: unknown = this.#near(event, ["gmina-share", "gmina-ground"], 0)?.properties["code"];
    if (code !== undefined) events.gmina(String(code));
  }

  #pointed(event: MapMouseEvent): void {
    const layers = ["addresses", "buildings", "nodes", "stations", "contracts", "cluster-area", "gmina-share", "gmina-ground"];
    const hit = this.#near(event, layers, 4);
    this.#map.getCanvas().style.cursor = hit ? "pointer" : "";
  }
}

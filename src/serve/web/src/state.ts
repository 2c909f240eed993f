// What a link holds: the view, the lens, what is selected. Never what was typed.
import { TENSES, type Tense } from "./types.ts";

export const LAYERS = [
  "status", "plans", "contracts", "coverage", "buildings", "stations", "clusters", "nodes",
] as const;
export type LayerName = (typeof LAYERS)[number];
export const SHOWN_FIRST: readonly LayerName[] = ["status", "clusters"];

export interface View {
  lon: number;
  lat: number;
  zoom: number;
}

export interface State {
  edition: string | null;
  profile: string | null;
  tense: Tense;
  layers: Set<LayerName>;
  view: View | null;
  address: string | null;
  gmina: string | null;
  lang: "pl" | "en" | null;
}

export function empty(): State {
  return {
    edition: null,
    profile: null,
    tense: "today",
    layers: new Set(SHOWN_FIRST),
    view: null,
    address: null,
    gmina: null,
    lang: null,
  };
}

function viewOf(text: string | null): View | null {
  const parts = (text ?? "").split(",");
  const [lon, lat, zoom] = parts.map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (parts.length !== 3 || lon === undefined || lat === undefined || zoom === undefined) return null;
  const fits = Math.abs(lon) <= 180 && Math.abs(lat) <= 85 && zoom >= 0 && zoom <= 22;
  return fits ? { lon, lat, zoom } : null;
}

const word = (text: string | null, limit: number) =>
  text && text.length <= limit && !/[\s<>"]/.test(text) ? text : null;

/** Reads a hash; what it does not understand is left as in an empty state. */
export function parse(hash: string): State {
  const state = empty();
  let params: URLSearchParams;
  try {
    params = new URLSearchParams(hash.replace(/^#/, ""));
  } catch {
    return state;
  }
  state.edition = word(params.get("e"), 40);
  state.profile = word(params.get("p"), 40);
  state.tense = TENSES.find((tense) => tense === params.get("t")) ?? "today";
  const layers = params.get("w");
  if (layers !== null) {
    const named = layers.split(",");
    state.layers = new Set(LAYERS.filter((layer) => named.includes(layer)));
  }
  state.view = viewOf(params.get("m"));
  const address = params.get("a");
  state.address = address && address.length <= 200 ? address : null;
  const gmina = params.get("g");
  state.gmina = gmina && /^\d{6,7}$/.test(gmina) && !state.address ? gmina : null;
  const lang = params.get("l");
  state.lang = lang === "pl" || lang === "en" ? lang : null;
  return state;
}

/** Writes the hash; equal states give equal text. */
export function format(state: State): string {
  const params = new URLSearchParams();
  const put = (key: string, value: string | null) => value !== null && params.set(key, value);
  put("e", state.edition);
  put("p", state.profile);
  if (state.tense !== "today") put("t", state.tense);
  const layers = LAYERS.filter((layer) => state.layers.has(layer)).join(",");
  if (layers !== SHOWN_FIRST.join(",")) put("w", layers);
  if (state.view) {
    const { lon, lat, zoom } = state.view;
    put("m", [lon.toFixed(5), lat.toFixed(5), zoom.toFixed(2)].join(","));
  }
  put("a", state.address);
  if (!state.address) put("g", state.gmina);
  put("l", state.lang);
  return params.toString().replaceAll("%2C", ",");
}

/** Pages of the server that open the map at something: `/gmina/220401`, `/adres/ID`, `/en`. */
export function fromPath(path: string, state: State): State {
  const [kind, what] = path.split("/").filter((part) => part !== "").slice(-2);
  if (kind === "gmina" && what && /^\d{6,7}$/.test(what)) return { ...state, gmina: what };
  if (kind === "adres" && what) {
    try {
      return { ...state, address: decodeURIComponent(what), gmina: null };
    } catch {
      return state;
    }
  }
  return path.endsWith("/en") ? { ...state, lang: state.lang ?? "en" } : state;
}

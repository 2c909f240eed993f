// Questions to the server that the page came from, and to no other.
import { language, t } from "./i18n.ts";
import type {
  AddressAnswer, Box, CheckAnswer, Edition, Gmina, GminaRow, Suggestion,
} from "./types.ts";

const PATIENCE_MS = 20_000;

/** Why there is no answer, in words for the reader. */
export class Problem extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** The words of a problem document (RFC 9457), or ours by status. */
export function problemText(status: number, body: unknown): string {
  const { detail, title } = (body ?? {}) as { detail?: unknown; title?: unknown };
  if (typeof detail === "string" && detail) return detail;
  if (typeof title === "string" && title) return title;
  if (status === 404) return t("error.notFound");
  if (status === 429) return t("error.busy");
  return t("error.server");
}

/** Where the server's routes begin: one folder above the script, whatever page holds it. */
export const base = () => new URL("..", import.meta.url).href;

type Params = Record<string, string | number | null | undefined>;

async function get<T>(path: string, params: Params, signal?: AbortSignal): Promise<T> {
  const url = new URL(path, base());
  for (const [name, value] of Object.entries(params)) {
    if (value !== null && value !== undefined) url.searchParams.set(name, String(value));
  }
  const patience = new AbortController();
  const timer = window.setTimeout(() => patience.abort(), PATIENCE_MS);
  const stop = () => patience.abort();
  signal?.addEventListener("abort", stop);
  try {
    const headers = {
      accept: "application/json, application/geo+json;q=0.9", "accept-language": language(),
    };
    const response = await fetch(url, { headers, signal: patience.signal, credentials: "omit" });
    const body: unknown = await response.json().catch(() => null);
    if (!response.ok) throw new Problem(response.status, problemText(response.status, body));
    if (body === null) throw new Problem(response.status, t("error.server"));
    return body as T;
  } catch (error) {
    if (error instanceof Problem || signal?.aborted) throw error;
    throw new Problem(0, patience.signal.aborted ? t("error.slow") : t("error.network"));
  } finally {
    window.clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
  }
}

export const editions = async () => (await get<{ editions: Edition[] }>("editions", {})).editions;

export const suggest = async (edition: string, q: string, signal: AbortSignal) =>
  (await get<{ suggestions: Suggestion[] }>("suggest", { edition, q, limit: 8 }, signal)).suggestions;

export const check = (edition: string, q: string, signal?: AbortSignal) =>
  get<CheckAnswer>("check", { edition, q }, signal);

export const checkPoint = (edition: string, lon: number, lat: number) =>
  get<CheckAnswer>("check", { edition, lon: lon.toFixed(6), lat: lat.toFixed(6) });

export const address = (edition: string, id: string) =>
  get<AddressAnswer>(`addresses/${encodeURIComponent(id)}`, { edition });

export const gmina = (edition: string, code: string) => get<Gmina>(`gminas/${code}`, { edition });

export const gminasIn = (edition: string, box: Box, limit: number, signal: AbortSignal) =>
  get<{ gminas: GminaRow[]; total?: number }>(
    "gminas", { edition, bbox: box.map((x) => x.toFixed(5)).join(","), limit }, signal,
  );

/** Features of a collection of the OGC API within a box. */
export const itemsIn = (
  edition: string, collection: string, box: Box, limit: number, signal: AbortSignal,
) =>
  get<GeoJSON.FeatureCollection<GeoJSON.Geometry | null>>(
    `collections/${collection}/items`,
    { edition, bbox: box.map((x) => x.toFixed(5)).join(","), limit, f: "json" }, signal,
  );

export const reportUrl = (edition: string, code: string) =>
  `${base()}gminas/${code}/raport.html?edition=${encodeURIComponent(edition)}`;

export const tilesUrl = (edition: string) =>
  `${base()}tiles/${encodeURIComponent(edition)}/{z}/{x}/{y}.mvt`;

// What the server answers. A value that is not known is null or absent, never zero.

export const TENSES = ["today", "with_plans", "if_plans_fail"] as const;
export type Tense = (typeof TENSES)[number];

export const STATUSES = ["white", "uncertain", "grey", "black", "not_applicable"] as const;
export type Status = (typeof STATUSES)[number];

export type Box = [west: number, south: number, east: number, north: number];

export interface Profile {
  id: string;
  /** First part of the names of its columns: `eu_2023` of `eu_2023_today`. */
  prefix: string;
  name?: string | null;
  name_en?: string | null;
  in_force?: boolean;
  all_numbers_confirmed?: boolean;
}

export type Part =
  | "gminas" | "nodes" | "buildings" | "clusters" | "coverage" | "base_stations" | "plans"
  | "coverage_areas";

export interface Edition {
  id: string;
  as_of: string;
  addresses?: number | null;
  default?: boolean;
  profiles: Profile[];
  bbox?: Box | null;
  has?: Partial<Record<Part, boolean>>;
}

export interface Suggestion {
  id: string | null;
  kind: "address" | "street" | "locality";
  label: string;
  gmina?: string | null;
  lon: number | null;
  lat: number | null;
  score?: number;
  /** Whether it only comes near what was typed. */
  hint?: boolean;
}

export interface Place {
  register: string;
  edition: string;
  file: string;
  row: number;
}

export interface Verdict {
  tense: Tense;
  status: Status;
  rule: string;
  label?: string;
}

export interface Offer {
  provider: string;
  provider_name?: string;
  network: string;
  medium: string;
  technology: string;
  down_kbps: number | null;
  up_kbps: number | null;
  reach: string;
  tense: string;
  due?: string | null;
  impossible_speed?: boolean;
  in_question?: boolean;
  source: Place;
}

export interface ProfileAnswer {
  id: string;
  in_force?: boolean;
  all_numbers_confirmed?: boolean;
  views: Verdict[];
  evidence?: Offer[];
}

export interface Network {
  id: string;
  name?: string | null;
  medium?: string | null;
  certain?: boolean | null;
  tense?: string | null;
  down_kbps?: number | null;
  due?: string | null;
}

export interface Evidence {
  kind: string;
  label: string;
  network?: string | null;
  date?: string | null;
  expires?: string | null;
  stale?: boolean;
  weight_percent?: number | null;
  decisive?: boolean;
  detail?: string;
  source: Place;
}

export interface Contradiction {
  detector: string;
  code: string;
  label: string;
  found?: number | null;
  limit?: number | null;
  unit?: string | null;
  detail?: string;
  source: Place;
  against?: Place | null;
}

export interface AddressAnswer {
  address_id: string;
  address: string;
  gmina: string;
  gmina_name?: string | null;
  lon?: number | null;
  lat?: number | null;
  as_of?: string;
  covered?: boolean | null;
  cluster_id?: number | null;
  nearest_node?: { id: string; metres: number } | null;
  best_offer?: {
    down_kbps: number | null;
    up_kbps: number | null;
    technology?: string | null;
    operator?: string | null;
  } | null;
  /** Absent where the edition has no plan, null where the plan leaves the address out. */
  plan?: {
    marginal_cost_grosze: number;
    area?: number | null;
    duty?: string | null;
    stage?: number | null;
  } | null;
  networks_certain?: number | null;
  networks_possible?: number | null;
  networks?: Network[];
  profiles: ProfileAnswer[];
  source?: Place;
  chain?: Evidence[];
  contradictions?: Contradiction[];
}

export interface Alternative {
  address_id: string;
  address: string;
  gmina?: string;
  gmina_name?: string | null;
  score?: number | null;
  distance_m?: number | null;
}

export interface CheckAnswer {
  query: string;
  match: string;
  /** The address has another number than the text: without its letter. */
  number_differs?: boolean;
  /** Words that nothing explains: the alternatives are hints only. */
  words_left_out?: string[];
  answers: AddressAnswer[];
  alternatives: Alternative[];
}

export type Counts = Partial<Record<Status, number>>;

export interface GminaRow {
  code: string;
  name: string | null;
  addresses: number | null;
  bbox?: Box | null;
  statuses?: Record<string, Counts>;
}

export interface Locality {
  simc: string;
  name: string | null;
  addresses: number | null;
  statuses?: Record<string, Counts>;
}

export interface Gmina extends GminaRow {
  localities?: Locality[];
  white_clusters?: number | null;
  white_clustered?: number | null;
  white_nearest_node_m_mean?: number | null;
  covered?: number | null;
  links?: { report?: string };
}

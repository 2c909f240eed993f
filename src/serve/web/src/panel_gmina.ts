// A gmina: addresses by status, localities, clusters, and the way to its report.
import { reportUrl } from "./api.ts";
import { h } from "./dom.ts";
import * as show from "./format.ts";
import { plural, t } from "./i18n.ts";
import { counts, whiteShare } from "./lens.ts";
import { countsOf, fact, table } from "./parts.ts";
import type { Counts, Gmina, GminaRow, Profile, Tense } from "./types.ts";

export interface Lens {
  edition: string;
  profile: Profile;
  tense: Tense;
}

/** Certain white addresses and their share, the share with uncertain ones as the upper end. */
export function whiteCells(of: Counts | null): [string, string] {
  const share = whiteShare(of);
  return [of ? show.count(of.white ?? 0) : show.UNKNOWN, share ? show.range(share.low, share.high) : show.UNKNOWN];
}

function localities(gmina: Gmina, lens: Lens): HTMLElement | null {
  const all = gmina.localities ?? [];
  if (all.length === 0) return null;
  const rows = all.map((locality) => {
    const [white, share] = whiteCells(counts(locality.statuses, lens.profile, lens.tense));
    return [locality.name ?? t("gmina.noName"), show.count(locality.addresses), white, share];
  });
  const heads = [t("gmina.locality"), t("gmina.addresses"), t("gmina.white"), t("gmina.whiteShare")];
  return table(t("gmina.localities"), heads, rows);
}

export function gminaView(gmina: Gmina, lens: Lens): HTMLElement {
  const of = counts(gmina.statuses, lens.profile, lens.tense);
  const addresses = typeof gmina.addresses === "number" ? plural(gmina.addresses, "addresses") : show.UNKNOWN;
  return h("article", { class: "gmina" },
    h("h2", { tabindex: -1 }, gmina.name ?? t("gmina.noName")),
    h("p", { class: "meta" }, `${t("gmina.code", { code: gmina.code })}, ${addresses}`),
    h("p", {}, h("a", { class: "button", href: reportUrl(lens.edition, gmina.code) }, t("gmina.report"))),
    countsOf(of, t("gmina.counts")),
    h("dl", { class: "facts" },
      ...fact(t("gmina.clusters"), show.count(gmina.white_clusters)),
      ...fact(t("gmina.clustered"), show.count(gmina.white_clustered)),
      ...fact(t("gmina.node"), show.metres(gmina.white_nearest_node_m_mean)),
      ...fact(t("gmina.covered"), show.count(gmina.covered))),
    localities(gmina, lens),
    h("p", { class: "meta" }, t("gmina.interval")));
}

/** The table of gminas in view; the name opens the gmina. */
export function gminasTable(rows: GminaRow[], lens: Lens, open: (code: string) => void): HTMLElement {
  const cells = rows.map((row) => {
    const [white, share] = whiteCells(counts(row.statuses, lens.profile, lens.tense));
    const name = h("button", { type: "button", class: "link", onclick: () => open(row.code) },
      row.name ?? row.code);
    return [name, show.count(row.addresses), white, share];
  });
  const heads = [t("gmina.name"), t("gmina.addresses"), t("gmina.white"), t("gmina.whiteShare")];
  return table(t("overview.gminas"), heads, cells);
}

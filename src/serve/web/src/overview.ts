// What the map shows, for those who do not see it: gminas and addresses of the view as tables.
import * as api from "./api.ts";
import { h } from "./dom.ts";
import * as show from "./format.ts";
import { t } from "./i18n.ts";
import { column } from "./lens.ts";
import { gminasTable, type Lens } from "./panel_gmina.ts";
import { badge, problem } from "./parts.ts";
import type { Box } from "./types.ts";

const GMINAS = 50;
const ADDRESSES = 60;

export interface OverviewLinks {
  address: (id: string) => void;
  gmina: (code: string) => void;
  again: () => void;
}

/** "50 of 2 479", where not all are shown. */
function cut(shown: number, total: number | undefined): HTMLElement | null {
  if (total === undefined || total <= shown) return null;
  const given = { shown: show.count(shown), total: show.count(total) };
  return h("p", { class: "meta" }, t("overview.shown", given));
}

/** Locality, street and number as one writes them. */
function written(own: Record<string, unknown>): string {
  const place = [own["locality"], own["street"]].filter(Boolean).join(", ");
  return [place, own["number"]].filter(Boolean).join(" ");
}

async function addresses(lens: Lens, box: Box, links: OverviewLinks, signal: AbortSignal) {
  const found = await api.itemsIn(lens.edition, "addresses", box, ADDRESSES, signal);
  if (found.features.length === 0) return h("p", { class: "nothing" }, t("overview.noneAddresses"));
  const today = column(lens.profile, lens.tense);
  const rows = found.features.map((feature) => {
    const own: Record<string, unknown> = feature.properties ?? {};
    const id = String(own["address_id"] ?? feature.id ?? "");
    const status = own[`${lens.profile.prefix}_${lens.tense}`] ?? own[today];
    const text = written(own) || id;
    return h("li", {}, badge(typeof status === "string" ? status : null), " ",
      h("button", { type: "button", class: "link", onclick: () => links.address(id) }, text));
  });
  const total = (found as { numberMatched?: number }).numberMatched;
  return h("div", {}, h("ul", { class: "choice" }, ...rows), cut(rows.length, total));
}

/** The tables of a view; null when another view has been asked for meanwhile. */
export async function overview(
  lens: Lens, box: Box, near: boolean, signal: AbortSignal, links: OverviewLinks,
): Promise<HTMLElement | null> {
  const content = h("article", {}, h("h2", { tabindex: -1 }, t("overview.title")),
    h("p", { class: "lead" }, t("overview.lead")));
  try {
    const [gminas, list] = await Promise.all([
      api.gminasIn(lens.edition, box, GMINAS, signal),
      near ? addresses(lens, box, links, signal) : h("p", { class: "meta" }, t("overview.closer")),
    ]);
    content.append(
      gminas.gminas.length > 0 ? gminasTable(gminas.gminas, lens, links.gmina)
        : h("p", { class: "nothing" }, t("overview.none")),
      cut(gminas.gminas.length, gminas.total) ?? "",
      h("p", { class: "meta" }, t("gmina.interval")),
      h("h3", {}, t("overview.addresses")), list);
  } catch (error) {
    if (signal.aborted) return null;
    content.append(problem(error, links.again));
  }
  return content;
}

// The records behind an address: register, file, row and day of each.
import { h } from "./dom.ts";
import * as show from "./format.ts";
import { t, word } from "./i18n.ts";
import { source } from "./parts.ts";
import type { AddressAnswer, Contradiction, Evidence, Offer } from "./types.ts";

function record(one: Evidence): HTMLElement {
  const parts = [
    one.network ? t("network.no", { id: one.network }) : null,
    show.day(one.date),
    one.expires ? t("evidence.expires", { day: show.day(one.expires) }) : null,
    one.stale ? t("evidence.stale") : null,
    typeof one.weight_percent === "number"
      ? t("evidence.weight", { weight: one.weight_percent }) : null,
  ];
  return h("li", { class: one.decisive ? "decisive" : null },
    h("strong", {}, one.decisive ? "★ " : "", word("evidence.kind", one.kind, one.label)),
    one.detail ? `: ${one.detail}` : "",
    h("br"), parts.filter(Boolean).join(", "), h("br"),
    h("small", {}, source(one.source)));
}

function offer(one: Offer): HTMLElement {
  const planned = one.tense !== "present";
  const parts = [
    `${show.speed(one.down_kbps)} / ${show.speed(one.up_kbps)}`,
    [word("medium", one.medium), one.technology].filter(Boolean).join(" "),
    word("network", one.reach, one.reach),
    planned ? t("network.planned") : null,
    one.due ? t("network.due", { day: show.day(one.due) }) : null,
    one.impossible_speed ? t("evidence.impossible") : null,
    one.in_question ? t("evidence.question") : null,
  ];
  const name = one.provider_name || one.provider;
  return h("li", {}, h("strong", {}, name), ` (${t("network.no", { id: one.network })})`, h("br"),
    parts.filter(Boolean).join(", "), h("br"), h("small", {}, source(one.source)));
}

function conflict(one: Contradiction): HTMLElement {
  const measure = typeof one.found === "number"
    ? `: ${[show.count(one.found), one.unit].filter(Boolean).join(" ")}${typeof one.limit === "number"
      ? ` (${t("evidence.limit", { limit: show.count(one.limit) })})` : ""}`
    : "";
  return h("li", {}, h("strong", {}, `(${one.detector}) ${one.label}`), measure,
    one.detail ? `; ${one.detail}` : "", h("br"),
    h("small", {}, source(one.source), one.against ? ` ↔ ${source(one.against)}` : ""));
}

const list = (rows: HTMLElement[], none: string) =>
  rows.length > 0 ? h("ol", { class: "records" }, ...rows) : h("p", { class: "nothing" }, none);

/** Everything that registers say about an address; `profile` chooses whose offers are shown. */
export function evidence(answer: AddressAnswer, profile: string): HTMLElement {
  const offers = answer.profiles.find((one) => one.id === profile)?.evidence ?? [];
  return h("section", { "aria-label": t("evidence.title") },
    h("h3", {}, t("evidence.title")), h("p", { class: "meta" }, t("evidence.lead")),
    list((answer.chain ?? []).map(record), t("evidence.none")),
    h("h4", {}, t("evidence.offers")), list(offers.map(offer), t("evidence.offersNone")),
    h("h4", {}, t("evidence.conflicts")),
    list((answer.contradictions ?? []).map(conflict), t("evidence.conflictsNone")),
    answer.source
      ? h("p", { class: "meta" }, `${t("evidence.source")} ${source(answer.source)}.`) : null);
}

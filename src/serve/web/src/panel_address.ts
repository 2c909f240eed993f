// An address: its status under every profile and tense with the reason, and what is known of networks.
import { address as fetchDetail } from "./api.ts";
import { h } from "./dom.ts";
import { evidence } from "./evidence.ts";
import * as show from "./format.ts";
import { t, word, type Key } from "./i18n.ts";
import { badge, fact, loading, problem } from "./parts.ts";
import { TENSES, type AddressAnswer, type Network, type ProfileAnswer } from "./types.ts";

export interface AddressLinks {
  edition: string;
  profile: string;
  gmina: (code: string) => void;
  zoom: (lon: number, lat: number) => void;
}

const tenseName = (tense: string) => word("tense", tense);

function chosen(profile: ProfileAnswer | undefined): HTMLElement {
  if (!profile) return h("p", { class: "nothing" }, t("gmina.noCounts"));
  const rows = TENSES.map((tense) => {
    const view = profile.views.find((one) => one.tense === tense);
    return h("li", { class: `verdict ${view?.status ?? "unknown"}` },
      h("span", { class: "when" }, tenseName(tense)), badge(view?.status),
      h("span", { class: "why" },
        view ? word("rule", view.rule, view.label ?? view.rule) : t("unknown"),
        view ? h("code", {}, view.rule) : null));
  });
  const notes = [
    profile.in_force === false ? t("profile.notInForce") : "",
    profile.all_numbers_confirmed === false ? t("profile.unconfirmed") : "",
  ].filter(Boolean).join("; ");
  return h("div", {},
    h("p", { class: "meta" }, `${profile.id}: ${word("profile", profile.id, "")}${notes ? ` (${notes})` : ""}`),
    h("ul", { class: "verdicts" }, ...rows));
}

/** One line a profile; tenses below each other would hide that they agree. */
function every(profiles: ProfileAnswer[]): HTMLElement {
  const heads = TENSES.map((tense) => h("th", { scope: "col" }, tenseName(tense)));
  const rows = profiles.map((profile) => h("tr", {},
    h("th", { scope: "row" }, profile.id),
    ...TENSES.map((tense) => {
      const view = profile.views.find((one) => one.tense === tense);
      return h("td", { "data-profile": profile.id, "data-tense": tense }, badge(view?.status));
    })));
  return h("div", { class: "scroll", role: "group", "aria-label": t("address.all"), tabindex: 0 },
    h("table", { class: "matrix" },
      h("caption", { class: "unseen" }, t("address.all")),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t("lens.profile")), ...heads)),
      h("tbody", {}, ...rows)));
}

function network(one: Network): HTMLElement {
  const certain = one.certain === true ? t("network.certain")
    : one.certain === false ? t("network.possible") : null;
  const planned = one.tense && one.tense !== "present";
  const parts = [
    one.medium ? word("medium", one.medium) : null,
    typeof one.down_kbps === "number" ? show.speed(one.down_kbps) : null,
    certain,
    planned ? t("network.planned") : t("network.present"),
    one.due ? t("network.due", { day: show.day(one.due) }) : null,
  ];
  return h("li", {}, one.name ?? t("network.no", { id: one.id }), ": ", parts.filter(Boolean).join(", "));
}

function best(answer: AddressAnswer): string {
  const offer = answer.best_offer;
  if (offer === undefined) return t("unknown");
  if (offer === null) return t("address.bestNone");
  const { down_kbps: down, up_kbps: up, technology, operator } = offer;
  const by = operator && /^\d+$/.test(operator) ? t("address.operator", { id: operator }) : operator;
  return [`${show.speed(down)} / ${show.speed(up)}`, technology, by].filter(Boolean).join(", ");
}

function networks(answer: AddressAnswer): Node | string {
  if (answer.networks === undefined) return t("unknown");
  if (answer.networks.length === 0) return t("address.networksNone");
  return h("ul", {}, ...answer.networks.map(network));
}

/** What a plan of the network says; nothing where the edition has none. */
function planned(answer: AddressAnswer): [HTMLElement, HTMLElement][] {
  const { plan } = answer;
  if (plan === undefined) return [];
  if (plan === null) return [fact(t("address.marginal"), t("address.planNot"))];
  const parts = [
    show.zloty(plan.marginal_cost_grosze),
    typeof plan.area === "number" ? t("address.planArea", { id: plan.area }) : null,
    typeof plan.stage === "number" ? t("address.planStage", { id: plan.stage }) : null,
  ];
  return [fact(t("address.marginal"), parts.filter(Boolean).join(", "))];
}

function facts(answer: AddressAnswer): HTMLElement {
  const node = answer.nearest_node;
  const placed = typeof answer.lon === "number" && typeof answer.lat === "number";
  const covered = answer.covered === true ? "yes" : answer.covered === false ? "no" : "unknown";
  const cluster = answer.cluster_id;
  return h("dl", { class: "facts" },
    ...fact(t("address.best"), best(answer)),
    ...fact(t("address.networks"), networks(answer)),
    ...fact(t("address.node"), node ? `${node.id}, ${show.metres(node.metres)}` : t("address.nodeUnknown")),
    ...fact(t("address.cluster"), cluster === undefined ? t("unknown")
      : cluster === null ? t("address.clusterNone") : t("address.clusterNo", { id: cluster })),
    ...fact(t("address.covered"), t(covered as Key)),
    ...planned(answer).flat(),
    ...fact(t("address.place"), placed
      ? `${answer.lat?.toFixed(5)}, ${answer.lon?.toFixed(5)}` : show.UNKNOWN),
    ...fact(t("address.id"), h("code", {}, answer.address_id)));
}

function onDemand(answer: AddressAnswer, links: AddressLinks): HTMLElement {
  // It may be focused: the button that is pressed goes away, and the keyboard must not be lost.
  const box = h("div", { class: "evidence", "aria-live": "polite", tabindex: -1 });
  const put = (shown: Node) => {
    const held = box.contains(document.activeElement);
    box.replaceChildren(shown);
    if (held || document.activeElement === document.body) box.focus({ preventScroll: true });
  };
  const fetchIt = async () => {
    box.focus({ preventScroll: true });
    put(loading());
    try {
      const detail = await fetchDetail(links.edition, answer.address_id);
      put(evidence(detail, links.profile));
    } catch (error) {
      put(problem(error, () => void fetchIt()));
    }
  };
  box.append(h("button", { type: "button", class: "wide", id: "show-evidence",
    onclick: () => void fetchIt() }, t("address.evidence")));
  return box;
}

/** The view of one address. */
export function addressView(
  answer: AddressAnswer, match: string, links: AddressLinks, differs = false,
): HTMLElement {
  const { lon, lat } = answer;
  const placed = typeof lon === "number" && typeof lat === "number";
  const known = ["fuzzy", "nearest"].includes(match);
  const where = answer.gmina
    ? h("button", { type: "button", class: "link", onclick: () => links.gmina(answer.gmina) },
      `${t("address.gmina")} ${answer.gmina_name || t("gmina.noName")} (${answer.gmina})`)
    : `${t("address.gmina")}: ${t("unknown")}`;
  return h("article", { class: "address" },
    h("h2", { tabindex: -1 }, answer.address),
    h("p", { class: "meta" }, where),
    differs ? h("p", { class: "note", id: "number-differs" }, t("address.numberDiffers"))
      : known ? h("p", { class: "note" }, word("match", match)) : null,
    placed ? null : h("p", { class: "note" }, t("address.noPlace")),
    h("h3", {}, t("address.now")),
    chosen(answer.profiles.find((profile) => profile.id === links.profile)),
    h("h3", {}, t("address.facts")), facts(answer),
    h("h3", {}, t("address.all")), every(answer.profiles),
    placed ? h("p", {}, h("button", { type: "button", onclick: () => links.zoom(lon, lat) },
      t("address.zoom"))) : null,
    onDemand(answer, links));
}

// Pieces that several views of the panel share.
import { Problem } from "./api.ts";
import { h } from "./dom.ts";
import * as show from "./format.ts";
import { t, word } from "./i18n.ts";
import { concerned } from "./lens.ts";
import { sign, SIGN_NAMES } from "./patterns.ts";
import { STATUSES, type Counts, type Place } from "./types.ts";

/** A status by sign and word. */
export function badge(status: string | null | undefined): HTMLElement {
  const known = status && (SIGN_NAMES.includes(status)) ? status : "unknown";
  return h("span", { class: `badge ${known}` }, sign(known), word("status", known));
}

export function fact(name: string, value: string | Node): [HTMLElement, HTMLElement] {
  return [h("dt", {}, name), h("dd", {}, value)];
}

/** Where a record stands, as one can look it up. */
export function source(place: Place): string {
  return `${place.file} (${place.register}, ${place.edition}), ${t("evidence.row", { row: show.count(place.row) })}`;
}

/** Says what went wrong, with a way to try again where that may help. */
export function problem(error: unknown, retry: () => void): HTMLElement {
  const text = error instanceof Problem ? error.message : t("error.server");
  // What is not there is not there the second time; a town without a number is no address.
  const missing = error instanceof Problem && error.status === 404;
  return h("div", { class: "problem", role: "alert" },
    h("strong", {}, missing ? t("match.none") : t("error.title")), h("p", {}, text),
    missing ? null : h("button", { type: "button", onclick: retry }, t("error.retry")));
}

export const loading = () => h("p", { class: "loading" }, t("overview.loading"));

/** A table with a caption; the first cell of a row is its head. */
export function table(caption: string, heads: string[], rows: (string | Node)[][]): HTMLElement {
  const head = heads.map((text, n) => h("th", { scope: "col", class: n > 0 ? "n" : null }, text));
  const body = rows.map((cells) => h("tr", {}, ...cells.map((cell, n) =>
    n === 0 ? h("th", { scope: "row" }, cell) : h("td", { class: "n" }, cell))));
  // A group and no landmark: a page has several tables.
  return h("div", { class: "scroll", role: "group", "aria-label": caption, tabindex: 0 },
    h("table", {}, h("caption", {}, caption), h("thead", {}, h("tr", {}, ...head)),
      h("tbody", {}, ...body)));
}

/** Addresses by status: a bar and a table of the same numbers. */
export function countsOf(counts: Counts | null, caption: string): HTMLElement {
  if (!counts) return h("p", { class: "nothing" }, t("gmina.noCounts"));
  const whole = concerned(counts);
  const width = 1000;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${width} 40`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("bar");
  let from = 0;
  for (const status of STATUSES) {
    const n = status === "not_applicable" ? 0 : counts[status] ?? 0;
    if (n === 0 || whole === 0) continue;
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    const wide = (n / whole) * width;
    for (const [name, value] of Object.entries({ x: from, y: 0, width: wide, height: 40 })) {
      rect.setAttribute(name, value.toFixed(1));
    }
    rect.classList.add(status);
    svg.append(rect);
    from += wide;
  }
  const rows = STATUSES.filter((status) => status !== "not_applicable" || counts[status])
    .map((status) => [
      badge(status), show.count(counts[status] ?? 0),
      status === "not_applicable" || whole === 0 ? show.UNKNOWN : show.percent((counts[status] ?? 0) / whole),
    ]);
  const heads = [t("gmina.status"), t("gmina.addresses"), t("gmina.share")];
  const bar: Node | null = whole > 0 ? svg : null;
  return h("div", {}, bar, table(caption, heads, rows));
}

// Numbers, speeds and days as people read them. What is not known is a dash.
import { language } from "./i18n.ts";

export const UNKNOWN = "—";
const NBSP = "\u00a0";

type Maybe = number | null | undefined;

const known = (n: Maybe): n is number => typeof n === "number" && Number.isFinite(n);

function decimals(value: number, digits: number): string {
  const [whole = "", part] = Math.abs(value).toFixed(digits).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, language() === "pl" ? NBSP : ",");
  const sign = value < 0 ? "−" : "";
  return sign + grouped + (part ? (language() === "pl" ? "," : ".") + part : "");
}

export function count(n: Maybe): string {
  return known(n) ? decimals(n, 0) : UNKNOWN;
}

/** A share of one as per cent with one decimal. */
export function percent(share: Maybe): string {
  if (!known(share)) return UNKNOWN;
  // What is not nothing is not written as nothing, what is not all not as all.
  const shown = share > 0 && share < 0.0005 ? 0.0005 : share < 1 && share >= 0.9995 ? 0.9994 : share;
  return decimals(shown * 100, 1) + (language() === "pl" ? `${NBSP}%` : "%");
}

export function range(low: Maybe, high: Maybe): string {
  const [from, to] = [percent(low), percent(high)];
  return from === to ? from : `${from} – ${to}`;
}

/** Kilobits per second as megabits, or gigabits from 1 000 Mb/s on. */
export function speed(kbps: Maybe): string {
  if (!known(kbps)) return UNKNOWN;
  const [value, unit] = kbps >= 1_000_000 ? [kbps / 1_000_000, "Gb/s"] : [kbps / 1000, "Mb/s"];
  const digits = Number.isInteger(value) ? 0 : value < 1 ? 2 : 1;
  return `${decimals(value, digits)}${NBSP}${unit}`;
}

/** Grosze as whole złote. */
export function zloty(grosze: Maybe): string {
  return known(grosze) ? `${decimals(grosze / 100, 0)}${NBSP}${language() === "pl" ? "zł" : "PLN"}` : UNKNOWN;
}

export function metres(m: Maybe): string {
  if (!known(m)) return UNKNOWN;
  return m < 1000 ? `${decimals(m, 0)}${NBSP}m` : `${decimals(m / 1000, 1)}${NBSP}km`;
}

/** `2026-06-30` as a day of the language; other text as it is. */
export function day(iso: string | null | undefined): string {
  if (!iso) return UNKNOWN;
  const found = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  if (!found) return iso;
  const at = new Date(Date.UTC(Number(found[1]), Number(found[2]) - 1, Number(found[3])));
  const form = { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" } as const;
  return at.toLocaleDateString(language() === "pl" ? "pl-PL" : "en-GB", form);
}

// Words of the page in the language chosen.
import { en, enPlurals } from "./words.en.ts";
import { pl, plPlurals } from "./words.pl.ts";
import { count } from "./format.ts";

export type Key = keyof typeof pl;
export type Plural = keyof typeof plPlurals;
export type Language = "pl" | "en";

let current: Language = "pl";

export const language = () => current;
export const setLanguage = (to: Language) => void (current = to);

/** The first language of a browser that the page has; Polish where it has none of them. */
export function preferred(languages: readonly string[]): Language {
  const known = (tag: string): tag is Language => tag === "pl" || tag === "en";
  return languages.map((tag) => tag.toLowerCase().split("-")[0] ?? "").find(known) ?? "pl";
}

type Given = Record<string, string | number>;

/** The words of a key, with `{name}` filled in. */
export function t(key: Key, given: Given = {}): string {
  const text = current === "pl" ? pl[key] : en[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
}

/** The words of `group.name` where the catalogue knows them, else `fallback`. */
export function word(group: string, name: string, fallback: string = name): string {
  const key = `${group}.${name}`;
  return Object.hasOwn(pl, key) ? t(key as Key) : fallback;
}

/** `5 adresów`: a number with its noun in the form that the number asks for. */
export function plural(n: number, noun: Plural): string {
  const rule = new Intl.PluralRules(current).select(n);
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> & { other: string } =
    current === "pl" ? plPlurals[noun] : enPlurals[noun];
  return `${count(n)}\u00a0${forms[rule] ?? forms.other}`;
}

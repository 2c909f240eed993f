// What stands around the map and the panel: words, choice of the lens, link, print, line of data.
import { announce, byId, h } from "./dom.ts";
import * as show from "./format.ts";
import { language, plural, t, word, type Key } from "./i18n.ts";
import type { Lens } from "./panel_gmina.ts";
import { format, type State } from "./state.ts";
import { TENSES, type Edition, type Profile } from "./types.ts";

interface Held {
  state: State;
  edition: () => Edition;
  profile: () => Profile;
  lens: () => Lens;
  save: () => void;
}

/** Fills in the words of the page: `data-t` is the text, `data-t-NAME` an attribute. */
export function words(): void {
  document.documentElement.lang = language();
  document.title = t("title");
  for (const element of document.querySelectorAll<HTMLElement>("[data-t]")) {
    element.textContent = t(element.dataset["t"] as Key);
  }
  for (const name of ["aria-label", "placeholder", "title"]) {
    for (const element of document.querySelectorAll(`[data-t-${name}]`)) {
      element.setAttribute(name, t(element.getAttribute(`data-t-${name}`) as Key));
    }
  }
  byId("language").lang = language() === "pl" ? "en" : "pl";
}

/** A profile's name in the language; its identifier where none is known. */
export function profileName(profile: Profile): string {
  const own = language() === "en" ? profile.name_en : profile.name;
  return own || word("profile", profile.id, profile.name ?? "");
}

function profiles(page: Held, changed: () => void): void {
  const select = byId<HTMLSelectElement>("profile");
  const option = (profile: Profile) => {
    const name = profileName(profile);
    return h("option", { value: profile.id }, name ? `${profile.id}: ${name}` : profile.id);
  };
  select.replaceChildren(...page.edition().profiles.map(option));
  select.value = page.profile().id;
  select.onchange = () => {
    page.state.profile = select.value;
    changed();
  };
}

function tenses(page: Held, changed: () => void): void {
  const radio = (tense: (typeof TENSES)[number]) => {
    const input = h("input", { type: "radio", name: "tense", value: tense, id: `tense-${tense}`,
      onchange: () => {
        page.state.tense = tense;
        changed();
      } });
    input.checked = page.state.tense === tense;
    return [input, h("label", { for: `tense-${tense}` }, t(`tense.${tense}`))];
  };
  byId("tenses").replaceChildren(...TENSES.flatMap(radio));
}

/** The link of the state, copied, or shown where copying is not allowed. */
async function share(page: Held): Promise<void> {
  // A link shows the same when other data have become the newest.
  page.state.edition = page.edition().id;
  page.state.profile = page.profile().id;
  page.save();
  const box = byId("share-box");
  try {
    await navigator.clipboard.writeText(location.href);
    announce(t("share.done"));
    box.replaceChildren(t("share.done"));
  } catch {
    const input = h("input", { type: "text", readonly: true, value: location.href,
      "aria-label": t("share.manual") });
    box.replaceChildren(h("span", {}, t("share.manual")), input);
    input.select();
  }
  box.hidden = false;
  window.setTimeout(() => (box.hidden = true), 8000);
}

export function controls(
  page: Held, editions: Edition[], changes: { relens: () => void; reedition: () => void },
): void {
  profiles(page, changes.relens);
  tenses(page, changes.relens);
  const select = byId<HTMLSelectElement>("edition");
  byId("edition-field").hidden = editions.length < 2;
  select.replaceChildren(...editions.map((one) =>
    h("option", { value: one.id }, one.id === one.as_of ? show.day(one.as_of)
      : `${show.day(one.as_of)} (${one.id})`)));
  select.value = page.edition().id;
  select.onchange = () => {
    page.state.edition = select.value;
    profiles(page, changes.relens);
    changes.reedition();
  };
  byId("share").onclick = () => void share(page);
  byId("print").onclick = () => window.print();
  byId("language").onclick = () => {
    page.save();
    const lang = language() === "pl" ? "en" : "pl";
    // Everything is drawn anew in the other language, from the state in the link.
    location.hash = format({ ...page.state, lang });
  };
  // The hash is the state's: these links only move the keyboard.
  const skip = (link: string, to: () => HTMLElement | null) =>
    byId(link).addEventListener("click", (event) => {
      event.preventDefault();
      to()?.focus();
    });
  skip("skip-panel", () => byId("panel"));
  skip("skip-map", () => document.querySelector<HTMLElement>("#map canvas"));
  const legend = byId<HTMLDetailsElement>("legend");
  legend.open = matchMedia("(min-width: 80rem) and (min-height: 40rem)").matches;
}

/** Which data these are: always in sight. */
export function footer(page: Held): void {
  const { as_of: asOf, addresses } = page.edition();
  const known = typeof addresses === "number" ? plural(addresses, "addresses") : show.UNKNOWN;
  byId("foot-data").textContent = t("foot.data", { day: show.day(asOf), addresses: known });
  const tense = t(`tense.${page.state.tense}`);
  byId("foot-profile").textContent = t("foot.profile", { profile: page.profile().id, tense });
}

import assert from "node:assert/strict";
import { test } from "node:test";
import { count, day, metres, percent, range, speed, UNKNOWN } from "../../src/format.ts";
import { plural, preferred, setLanguage, t, word } from "../../src/i18n.ts";
import { en } from "../../src/words.en.ts";
import { pl } from "../../src/words.pl.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

test("Polish numbers take the right form of the noun", () => {
  setLanguage("pl");
  const forms: [number, string][] = [
    [0, "0 adresów"], [1, "1 adres"], [2, "2 adresy"], [4, "4 adresy"], [5, "5 adresów"],
    [12, "12 adresów"], [21, "21 adresów"], [22, "22 adresy"], [112, "112 adresów"], [1600, "1 600 adresów"],
  ];
  for (const [n, text] of forms) assert.equal(plain(plural(n, "addresses")), text);
});

test("the browser's first language that the page has is taken", () => {
  assert.equal(preferred(["en-US", "pl"]), "en");
  assert.equal(preferred(["de-DE", "PL-pl", "en"]), "pl");
  assert.equal(preferred(["de-DE"]), "pl");
  assert.equal(preferred([]), "pl");
});

test("English has two forms", () => {
  setLanguage("en");
  assert.equal(plain(plural(1, "addresses")), "1 address");
  assert.equal(plain(plural(1600, "addresses")), "1,600 addresses");
  setLanguage("pl");
});

test("what is not known is a dash, never zero", () => {
  for (const show of [count, percent, speed, metres]) {
    assert.equal(show(null), UNKNOWN);
    assert.equal(show(undefined), UNKNOWN);
    assert.equal(show(Number.NaN), UNKNOWN);
  }
  assert.equal(day(null), UNKNOWN);
  assert.equal(count(0), "0");
});

test("numbers are written as in the report", () => {
  setLanguage("pl");
  assert.equal(plain(count(1234567)), "1 234 567");
  assert.equal(plain(percent(0.2925)), "29,3 %");
  assert.equal(plain(percent(0.00001)), "0,1 %");
  assert.equal(plain(percent(0.99999)), "99,9 %");
  assert.equal(plain(percent(1)), "100,0 %");
  assert.equal(plain(range(0.2925, 0.381)), "29,3 % – 38,1 %");
  assert.equal(plain(range(0.5, 0.5)), "50,0 %");
  assert.equal(plain(speed(300000)), "300 Mb/s");
  assert.equal(plain(speed(1000000)), "1 Gb/s");
  assert.equal(plain(speed(2500000)), "2,5 Gb/s");
  assert.equal(plain(metres(812.4)), "812 m");
  assert.equal(plain(metres(1812.4)), "1,8 km");
  assert.equal(day("2026-06-30"), "30 czerwca 2026");
});

test("both catalogues ask for the same values", () => {
  const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const key of Object.keys(pl) as (keyof typeof pl)[]) {
    assert.ok(pl[key] && en[key], key);
    assert.deepEqual(holes(pl[key]), holes(en[key]), key);
  }
});

test("words are filled in, unknown ones kept", () => {
  assert.equal(t("gmina.code", { code: "980101" }), "TERYT 980101");
  assert.equal(word("status", "white"), "biały");
  assert.equal(word("rule", "Z9-new", "nowa reguła"), "nowa reguła");
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { empty, format, fromPath, parse } from "../../src/state.ts";

test("a link holds everything that was chosen", () => {
  const hash = "e=2026-06-30&p=PL-NGA100&t=with_plans&w=status,nodes&m=19.60123,53.29876,14.50&a=PL.1_a-b&l=en";
  const state = parse(`#${hash}`);
  assert.equal(state.edition, "2026-06-30");
  assert.equal(state.profile, "PL-NGA100");
  assert.equal(state.tense, "with_plans");
  assert.deepEqual([...state.layers], ["status", "nodes"]);
  assert.deepEqual(state.view, { lon: 19.60123, lat: 53.29876, zoom: 14.5 });
  assert.equal(state.address, "PL.1_a-b");
  assert.equal(state.lang, "en");
  assert.equal(format(state), hash);
});

test("what a link does not say is as at first", () => {
  assert.deepEqual(parse(""), empty());
  assert.equal(format(empty()), "");
});

test("no layers at all is a choice too", () => {
  const state = { ...empty(), layers: new Set<never>() };
  assert.equal(format(state), "w=");
  assert.equal(parse("w=").layers.size, 0);
});

test("spoiled links are read as far as they are sound", () => {
  for (const view of ["1,2", "a,b,c", "190,50,5", "19,50,99", ",,", "19,,5"]) {
    assert.equal(parse(`m=${view}`).view, null, view);
  }
  assert.equal(parse("t=tomorrow").tense, "today");
  assert.equal(parse("g=12").gmina, null);
  assert.equal(parse("g=9801013").gmina, "9801013");
  assert.equal(parse(`a=${"x".repeat(300)}`).address, null);
  assert.equal(parse("p=%3Cscript%3E").profile, null);
  assert.doesNotThrow(() => parse("#%E0%A4%A"));
});

test("an address is selected or a gmina, not both", () => {
  const state = parse("a=1&g=980101");
  assert.equal(state.address, "1");
  assert.equal(state.gmina, null);
});

test("paths of the server open the map at something", () => {
  assert.equal(fromPath("/gmina/980101", empty()).gmina, "980101");
  assert.equal(fromPath("/adres/PL%2F1", empty()).address, "PL/1");
  assert.equal(fromPath("/en", empty()).lang, "en");
  assert.deepEqual(fromPath("/", empty()), empty());
  assert.deepEqual(fromPath("/adres/%E0%A4%A", empty()), empty());
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { problemText } from "../../src/api.ts";
import { column, concerned, counts, whiteShare } from "../../src/lens.ts";
import { layersOf } from "../../src/style.ts";

const profile = { id: "EU-2023", prefix: "eu_2023" };

test("tiles have no column of failed plans of their own", () => {
  assert.equal(column(profile, "with_plans"), "eu_2023_with_plans");
  assert.equal(column(profile, "if_plans_fail"), "eu_2023_today");
});

test("counts of a lens, or null", () => {
  const statuses = { eu_2023_today: { white: 3 }, eu_2023_if_plans_fail: { white: 4 } };
  assert.deepEqual(counts(statuses, profile, "if_plans_fail"), { white: 4 });
  assert.equal(counts(statuses, profile, "with_plans"), null);
  assert.equal(counts(undefined, profile, "today"), null);
});

test("a share is of the addresses that the profile concerns", () => {
  const of = { white: 2, grey: 4, black: 1, uncertain: 1, not_applicable: 92 };
  assert.equal(concerned(of), 8);
  assert.deepEqual(whiteShare(of), { low: 0.25, high: 0.375 });
  assert.equal(whiteShare({ not_applicable: 5 }), null);
  assert.equal(whiteShare(null), null);
});

test("layers that are off are not drawn", () => {
  const look = { column: "a_today", today: "a_today", planned: "a_with_plans" };
  const ids = (layers: string[]) => layersOf({ ...look, layers: new Set(layers as []) }).map(({ id }) => id);
  assert.ok(!ids([]).some((id) => ["addresses", "cells", "nodes", "plans", "cluster-area"].includes(id)));
  const all = ids(["status", "nodes", "plans", "clusters", "buildings"]);
  for (const id of ["addresses", "cells", "nodes", "plans", "cluster-area", "buildings"]) {
    assert.ok(all.includes(id), id);
  }
  assert.equal(new Set(all).size, all.length);
});

test("problems are told in the server's words, else in ours", () => {
  assert.equal(problemText(404, { title: "Nie ma", detail: "Nie ma takiej gminy." }), "Nie ma takiej gminy.");
  assert.equal(problemText(400, { title: "Złe pytanie" }), "Złe pytanie");
  assert.equal(problemText(404, null), "Nie ma takich danych.");
  assert.equal(problemText(429, {}), "Za dużo pytań naraz. Proszę spróbować za chwilę.");
  assert.equal(problemText(500, "x"), "Serwer nie potrafił odpowiedzieć.");
});

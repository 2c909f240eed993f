// The page in Chromium against the server of the sample gmina at ZASIEG_URL.
import AxeBuilder from "@axe-core/playwright";
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";

const home = process.env.ZASIEG_URL.replace(/\/?$/, "/");
const DESKTOP = { width: 1400, height: 900 };
const PHONE = { width: 390, height: 844 };
let browser;

before(async () => {
  browser = await chromium.launch({
    executablePath: process.env.ZASIEG_CHROMIUM ?? "/usr/bin/chromium",
    // Drawn by the processor: test machines have no graphics card.
    args: ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
  });
});
after(() => browser?.close());

/** A page whose errors and requests to others fail the test. */
async function opened(viewport, hash = "", options = {}) {
  const context = await browser.newContext({ viewport, locale: "pl-PL", ...options });
  const page = await context.newPage();
  const wrong = [];
  page.on("pageerror", (error) => wrong.push(`error: ${error.message}`));
  page.on("console", (said) => said.type() === "error" && wrong.push(`console: ${said.text()}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(home) && !/^(data|blob):/.test(url)) wrong.push(`foreign request: ${url}`);
  });
  await page.goto(home + hash);
  await page.waitForSelector("#panel-body h2");
  await drawn(page);
  return { page, wrong, close: () => context.close() };
}

/** Waits until the map has been moved, drawn and written into the link. */
async function drawn(page) {
  await page.waitForSelector("#map canvas");
  await page.waitForFunction(() => location.hash.includes("m="));
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(600);
}

const heading = (page) => page.locator("#panel-body h2").innerText();

async function serious(page) {
  const { violations } = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]).analyze();
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`);
}

test("an address is found despite slips and chosen by keyboard; the link opens it again", async () => {
  const { page, wrong, close } = await opened(DESKTOP);
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement.id), "skip-panel");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "CANVAS");
  const before = page.url();
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction((url) => location.href !== url, before);
  await page.locator("#search-input").focus();
  await page.keyboard.type("jasne pole polan 13", { delay: 15 });
  await page.waitForSelector('#search-list [id="option-0"]');
  assert.equal(await page.getAttribute("#search-input", "aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  assert.equal(await page.getAttribute("#search-input", "aria-activedescendant"), "option-0");
  await page.keyboard.press("Enter");
  await page.waitForSelector("article.address");
  assert.match(await heading(page), /Jasne Pole, ul\. Polna 13/);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), "H2");
  await drawn(page);

  await page.selectOption("#profile", "DD2030");
  await page.waitForSelector('.verdicts .verdict.grey');
  await page.locator('label[for="tense-with_plans"]').click();
  await page.waitForTimeout(700);
  const link = page.url();
  assert.match(link, /p=DD2030/);
  assert.match(link, /t=with_plans/);
  assert.match(link, /a=PL\./);
  assert.ok(!/polan/i.test(decodeURIComponent(link)), "what was typed is not in the link");

  const again = await opened(DESKTOP, link.slice(link.indexOf("#")));
  await again.page.waitForSelector("article.address");
  assert.match(await heading(again.page), /Polna 13/);
  assert.equal(await again.page.inputValue("#profile"), "DD2030");
  assert.ok(await again.page.isChecked("#tense-with_plans"));
  const place = (url) => /m=([\d.,]+)/.exec(url)[1].split(",").map(Number);
  const [a, b] = [place(link), place(again.page.url())];
  a.forEach((value, n) => assert.ok(Math.abs(value - b[n]) < 1e-3, `${a} and ${b}`));
  assert.deepEqual([...wrong, ...again.wrong], []);
  await again.close();
  await close();
});

test("Enter finds what no suggestion was chosen for; Escape closes the list", async () => {
  const { page, wrong, close } = await opened(DESKTOP);
  await page.fill("#search-input", "Polna 13");
  await page.waitForSelector("#search-list:not([hidden])");
  await page.keyboard.press("Escape");
  assert.equal(await page.getAttribute("#search-input", "aria-expanded"), "false");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#panel-body article");
  await page.waitForFunction(() => /Polna 13|pasują/.test(document.querySelector("#panel-body").textContent));
  assert.deepEqual(wrong, []);
  await close();
});

test("an address on the map is clicked; evidence has register, file and row", async () => {
  const { page, wrong, close } = await opened(DESKTOP, "#m=19.60599,53.29402,17");
  await page.locator("#legend summary").click();
  const box = await page.locator("#map").boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForSelector("article.address");
  assert.match(await heading(page), /Polna 13/);
  await page.click("#show-evidence");
  await page.waitForSelector(".records li", { timeout: 20_000 });
  assert.match(await page.locator(".evidence").innerText(), /operator_a\.csv.*wiersz 65/s);
  assert.deepEqual(wrong, []);
  await close();
});

test("evidence is opened by keyboard, and the keyboard stays there", async () => {
  const { page, wrong, close } = await opened(DESKTOP);
  await page.fill("#search-input", "Jasne Pole, Polna 13");
  await page.keyboard.press("Enter");
  await page.waitForSelector("article.address");
  await page.locator("#show-evidence").focus();
  await page.keyboard.press("Enter");
  await page.waitForSelector(".records li", { timeout: 20_000 });
  const where = () => page.evaluate(() => document.activeElement.closest(".evidence") !== null);
  assert.ok(await where(), "the keyboard is in the evidence");
  assert.deepEqual(wrong, []);
  await close();
});

test("a number with a letter that is not there is told; late suggestions do not cover the answer", async () => {
  const { page, wrong, close } = await opened(DESKTOP);
  // Suggestions come after the answer.
  await page.route("**/suggest?*", async (route) => {
    await new Promise((done) => setTimeout(done, 1200));
    await route.continue().catch(() => {});
  });
  await page.locator("#search-input").focus();
  await page.keyboard.type("Jasne Pole, Polna 13Q");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#number-differs");
  assert.match(await heading(page), /Polna 13$/);
  await page.locator("#search-input").focus();
  await page.waitForTimeout(2000);
  assert.ok(await page.locator("#search-list").isHidden(), "no list over the answer");
  assert.deepEqual(wrong, []);
  await close();
});

test("on the narrowest telephones nothing is cut at the side", async () => {
  for (const path of ["", "en"]) {
    const { page, close } = await opened({ width: 320, height: 640 }, path);
    const [wide, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide <= inner, `${wide} of ${inner} on /${path}`);
    await close();
  }
});

test("a browser's language decides where the link does not", async () => {
  for (const [locale, hash, lang] of [["en-GB", "", "en"], ["pl-PL", "", "pl"], ["de-DE", "", "pl"], ["en-GB", "#l=pl", "pl"]]) {
    const { page, wrong, close } = await opened(DESKTOP, hash, { locale });
    assert.equal(await page.evaluate(() => document.documentElement.lang), lang, `${locale} ${hash}`);
    assert.deepEqual(wrong, []);
    await close();
  }
});

test("the legend leaves the panel and the middle of the map free", async () => {
  for (const width of [1000, 1100, 1400]) {
    const { page, close } = await opened({ width, height: 800 });
    const box = (id) => page.evaluate((id) => {
      const { left, right } = document.getElementById(id).getBoundingClientRect();
      return { left, right };
    }, id);
    const [legend, panel, map] = [await box("legend"), await box("panel"), await box("map")];
    assert.ok(legend.left >= panel.right, `${width}: ${JSON.stringify({ legend, panel })}`);
    assert.ok(legend.right < (map.left + map.right) / 2, `${width}: ${JSON.stringify({ legend, map })}`);
    await close();
  }
});

test("what only comes near is offered in the language of the page, without a status", async () => {
  const { page, close } = await opened(DESKTOP, "en");
  await page.fill("#search-input", "Jasne Pole, Polna 999");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#panel-body ul.choice button");
  assert.match(await heading(page), /Did you mean/);
  await close();
});

test("a gmina opens from the table of the view, with localities and its report", async () => {
  const { page, wrong, close } = await opened(DESKTOP);
  await page.locator("#panel-body table button").first().click();
  await page.waitForSelector("article.gmina");
  assert.match(await heading(page), /Jasne Pole/);
  assert.match(await page.locator("article.gmina").innerText(), /1\s600\sadresów/);
  assert.match(await page.getAttribute("article.gmina a.button", "href"), /gminas\/980101\/raport\.html/);
  assert.match(page.url(), /g=980101/);
  await page.click("#panel-back");
  await page.waitForFunction(() => !location.hash.includes("g="));
  assert.deepEqual(wrong, []);
  await close();
});

test("addresses of the view are listed, so that the map is not needed", async () => {
  const { page, wrong, close } = await opened(DESKTOP, "#m=19.60599,53.29402,16");
  await page.waitForSelector("#panel-body .choice button");
  const first = page.locator("#panel-body .choice button").first();
  const name = await first.innerText();
  await first.press("Enter");
  await page.waitForSelector("article.address");
  const plain = (text) => text.replace(/[^\p{L}\d]/gu, "").replace("ul", "");
  assert.equal(plain(await heading(page)), plain(name));
  assert.deepEqual(wrong, []);
  await close();
});

test("a shared link names its edition; one that is gone is told", async () => {
  const { page, wrong, close } = await opened(DESKTOP);
  await page.click("#share");
  await page.waitForSelector("#share-box:not([hidden])");
  assert.match(page.url(), /e=2026-06-30&p=EU-2023/);
  const other = await opened(DESKTOP, "#e=1999-12-31");
  assert.match(await other.page.locator("#map-note").innerText(), /1999-12-31/);
  assert.deepEqual([...wrong, ...other.wrong], []);
  await other.close();
  await close();
});

test("layers are switched and kept in the link", async () => {
  const { page, wrong, close } = await opened(DESKTOP);
  for (const layer of ["contracts", "coverage", "stations", "nodes"]) await page.check(`#layer-${layer}`);
  await page.uncheck("#layer-clusters");
  await page.waitForFunction(() => /w=status,contracts,coverage,stations,nodes/.test(location.hash));
  const legend = await page.locator("#key-details").innerText();
  for (const words of ["stacja bazowa 5G", "inna stacja bazowa", "umowa rozwiązana", "wykonany"]) {
    assert.ok(legend.includes(words), legend);
  }
  assert.deepEqual(wrong, []);
  await close();
});

test("base stations, public plans and coverage areas are on the map and tell what they are", async () => {
  // The station JP2 and the first address of the sample, which has a plan and lies in an area.
  for (const [place, layer, words] of [
    ["19.606,53.297304,15", "stations", /Stacja 5G: JP2, Łączność Zielona/],
    ["19.59979,53.29457,18", "contracts", /Plan publiczny: KPO\/1.*w budowie/s],
  ]) {
    const { page, wrong, close } = await opened(DESKTOP, `#m=${place}&w=${layer},coverage`);
    await page.locator("#legend summary").click();
    const box = await page.locator("#map").boundingBox();
    // A flag stands on its pole: what it marks is its lower left corner.
    const [dx, dy] = layer === "contracts" ? [4, -4] : [0, 0];
    await page.mouse.click(box.x + box.width / 2 + dx, box.y + box.height / 2 + dy);
    await page.waitForFunction((text) => document.body.innerText.match(new RegExp(text, "s")), words.source);
    assert.deepEqual(wrong, []);
    await close();
  }
});

test("the page speaks English, and keeps the state", async () => {
  const { page, wrong, close } = await opened(DESKTOP, "#p=PL-NGA100&m=19.60599,53.29402,12");
  await page.click("#language");
  await page.waitForFunction(() => document.documentElement.lang === "en");
  await page.waitForSelector("#panel-body h2");
  assert.equal(await heading(page), "What the map shows");
  assert.equal(await page.inputValue("#profile"), "PL-NGA100");
  assert.match(page.url(), /l=en/);
  assert.deepEqual(await serious(page), []);
  assert.deepEqual(wrong, []);
  await close();
});

test("what the server refuses is told in words, with a way to try again", async () => {
  const context = await browser.newContext({ viewport: DESKTOP, locale: "pl-PL" });
  const page = await context.newPage();
  await page.route("**/gminas?*", (route) => route.fulfill({
    status: 503, contentType: "application/problem+json", body: '{"detail":"Serwer jest zajęty."}',
  }));
  await page.goto(home);
  await page.waitForSelector(".problem");
  assert.match(await page.locator(".problem").innerText(), /Serwer jest zajęty\.[^]*Spróbuj ponownie/);
  await page.unroute("**/gminas?*");
  await page.click(".problem button");
  await page.waitForSelector("#panel-body table");
  await context.close();
});

test("without graphics, search and tables still answer", async () => {
  const poor = await chromium.launch({
    executablePath: process.env.ZASIEG_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"],
  });
  const page = await poor.newPage({ viewport: DESKTOP });
  await page.goto(home);
  await page.waitForSelector("#panel-body table");
  assert.match(await page.locator("#map").innerText(), /WebGL/);
  await page.fill("#search-input", "Jasne Pole, Polna 13");
  await page.keyboard.press("Enter");
  await page.waitForSelector("article.address");
  await poor.close();
});

for (const [name, viewport] of [["desktop", DESKTOP], ["phone", PHONE], ["letters twice as large", { width: 700, height: 450 }]]) {
  test(`axe finds nothing serious: ${name}`, async () => {
    const { page, wrong, close } = await opened(viewport);
    assert.deepEqual(await serious(page), []);
    await page.fill("#search-input", "Jasne Pole, Polna");
    await page.waitForSelector('#search-list [id="option-0"]');
    assert.deepEqual(await serious(page), [], "with suggestions");
    await page.fill("#search-input", "Jasne Pole, Polna 13");
    await page.keyboard.press("Enter");
    await page.waitForSelector("article.address");
    await page.click("#show-evidence");
    await page.waitForSelector(".records li", { timeout: 20_000 });
    assert.deepEqual(await serious(page), [], "with an address");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    assert.ok(!wide, "nothing is cut at the side");
    assert.deepEqual(wrong, []);
    await close();
  });
}

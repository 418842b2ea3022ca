// The css export in Chromium: whatever the strategy, the theme of the page, the themes around an
// element and the system's preference, what a variable gives is what its mode's value gives.
//
// node e2e/themes.mjs TOKENCRAFT CHROMIUM

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const [tokencraft, executablePath] = process.argv.slice(2);
const packages = fileURLToPath(new URL("node_modules", import.meta.url));
const examples = `${packages}/dtcg-examples`;
const themes = `${packages}/@carbon/themes/src/dtcg`;

const carbon = ["colors", "layout", "typography"].map((file) => `md=${examples}/ibm-carbon/${file}.tokens.json`);
const systems = [
  {
    name: "figma-sds",
    modes: ["light", "dark"],
    light: "light",
    dark: "dark",
    files: [
      ...["color", "theme-light", "size", "typography"].map((file) => `light=${examples}/figma-sds/${file}.tokens.json`),
      `dark=${examples}/figma-sds/theme-dark.tokens.json`,
    ],
  },
  {
    name: "figma-sds, dark by default, neither light",
    modes: ["night", "base", "day"],
    light: "day",
    dark: "night",
    files: [
      ...["color", "theme-dark", "size", "typography"].map((file) => `night=${examples}/figma-sds/${file}.tokens.json`),
      `base=${examples}/figma-sds/theme-dark.tokens.json`,
      `day=${examples}/figma-sds/theme-light.tokens.json`,
    ],
  },
  {
    name: "ibm-carbon",
    modes: ["md", "lg", "xlg", "max"],
    light: "lg",
    dark: "max",
    files: [
      ...carbon,
      ...["lg", "xlg", "max"].map((mode) => `${mode}=${examples}/ibm-carbon/typography-${mode}.tokens.json`),
    ],
  },
  {
    name: "carbon themes",
    modes: ["white", "g10", "g90", "g100"],
    light: "white",
    dark: "g100",
    files: [
      `white=${themes}/color-palette.json`,
      ...["white", "g10", "g90", "g100"].map((mode) => `${mode}=${themes}/${mode}.json`),
    ],
  },
];

function convert(system, ...options) {
  const output = { encoding: "utf8", maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] };
  return execFileSync(tokencraft, ["convert", ...system.files, "--to", "css", ...options], output);
}

/** Each mode's properties by name, from the export in which every mode stands whole. */
function values(system, missing) {
  const css = convert(system, "--missing", missing);
  const known = [...css.matchAll(/^:root\[data-theme="([^"]+)"\] \{\n(.*?)^\}/gms)].map(([, mode, block]) => {
    const properties = [...block.matchAll(/^ {2}(--[^:]+): (.*);$/gm)];
    return [mode, Object.fromEntries(properties.map(([, name, value]) => [name, value]))];
  });
  return Object.fromEntries(known);
}

/** Builds the page: a probe for each variable under the root, under each theme, and under each in each. */
function build({ css, modes, names, nested }) {
  document.head.innerHTML = "";
  document.body.innerHTML = "";
  const style = document.createElement("style");
  style.textContent = css;
  document.head.append(style);
  const places = [{ parent: document.body, theme: null }];
  const themed = (parent, theme) => {
    const element = document.createElement("div");
    element.dataset.theme = theme;
    parent.append(element);
    places.push({ parent: element, theme });
    return element;
  };
  for (const outer of nested ? modes : []) {
    const element = themed(document.body, outer);
    const plain = document.createElement("div");
    element.append(plain);
    modes.forEach((inner) => themed(plain, inner));
  }
  // Which CSS property shows a value: the first that takes it.
  const properties = [
    "color", "min-width", "font-weight", "font-size", "line-height", "opacity", "letter-spacing", "font-family", "font",
    "border", "box-shadow", "transition-duration", "transition-timing-function", "background-image",
  ];
  const shows = (value) => properties.find((property) => CSS.supports(property, value)) ?? "--text";
  const probe = (parent, property, value) => {
    const element = document.createElement("i");
    element.style.setProperty(property, value);
    parent.append(element);
    return element;
  };
  // What each mode's value looks like when it is written out.
  const look = (element, property) => getComputedStyle(element).getPropertyValue(property);
  const expected = {};
  for (const [mode, known] of Object.entries(names)) {
    expected[mode] = Object.entries(known).map(([name, value]) => {
      const property = shows(value);
      return { name, property, look: look(probe(document.body, property, value), property) };
    });
  }
  window.places = places.map(({ parent, theme }) => {
    const probes = {};
    for (const [mode, all] of Object.entries(expected)) {
      if (theme === null || theme === mode) {
        probes[mode] = all.map(({ name, property }) => probe(parent, property, `var(${name})`));
      }
    }
    return { theme, probes };
  });
  window.expected = expected;
}

/** Compares every probe with its mode; `root` is the mode of what has no theme around it. */
function compare({ theme, root }) {
  if (theme === null) {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = theme;
  }
  const wrong = [];
  let count = 0;
  for (const { theme, probes } of window.places) {
    const mode = theme ?? root;
    window.expected[mode].forEach(({ name, property, look }, at) => {
      const found = getComputedStyle(probes[mode][at]).getPropertyValue(property);
      count += 1;
      if (found !== look) {
        wrong.push(`${name} in ${theme ?? "the root"} (${mode}): ${property} is ${found}, not ${look}`);
      }
    });
  }
  return { count, wrong };
}

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
let compared = 0;
const failures = [];
for (const system of systems) {
  const { modes, light, dark } = system;
  for (const strategy of ["attribute", "default-root", "media", "light-dark"]) {
    const attribute = strategy === "attribute";
    const names = values(system, attribute ? "omit" : "inherit");
    for (const references of ["resolve", "keep"]) {
      const options = ["--strategy", strategy, "--light", light, "--dark", dark, "--references", references];
      const css = convert(system, ...options);
      await page.goto("about:blank");
      await page.evaluate(build, { css, modes, names, nested: !attribute });
      const follows = strategy === "media" || strategy === "light-dark";
      for (const colorScheme of follows ? ["light", "dark"] : ["dark"]) {
        await page.emulateMedia({ colorScheme });
        const preferred = follows ? { light, dark }[colorScheme] : modes[0];
        for (const theme of attribute ? modes : [null, ...modes]) {
          const { count, wrong } = await page.evaluate(compare, { theme, root: theme ?? preferred });
          compared += count;
          const where = `${system.name}, ${strategy}, ${references}, page ${theme ?? "without theme"}, system ${colorScheme}`;
          failures.push(...wrong.map((sentence) => `${where}: ${sentence}`));
        }
      }
    }
  }
}
await browser.close();
for (const failure of failures.slice(0, 20)) {
  console.error(failure);
}
console.error(`${compared} computed styles compared, ${failures.length} differ`);
process.exit(failures.length === 0 && compared > 0 ? 0 : 1);

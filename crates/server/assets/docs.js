// Draws the reference from the server's own openapi.json. Text goes in as text, never as markup.

const METHODS = ["get", "post", "patch", "delete"];
const SAMPLES = { "date-time": "2025-01-15T10:00:00Z", uuid: "01946a1e-5c00-7000-8000-000000000001" };

/** An element with attributes and children; strings become text. */
function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}

/** Plain text with `code` in it. */
function inline(text) {
  return text.split("`").map((part, i) => (i % 2 ? el("code", {}, part) : part));
}

/** Paragraphs of such text. */
function prose(text) {
  return text.split(/\n\s*\n/).map((paragraph) => el("p", {}, inline(paragraph)));
}

function follow(api, schema) {
  if (!schema?.$ref) return schema ?? {};
  const parts = schema.$ref.replace("#/", "").split("/");
  return parts.reduce((at, part) => at?.[part], api) ?? {};
}

function typeName(api, schema) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return variants.map((variant) => typeName(api, variant)).join(" | ");
  const types = [schema.type ?? "any"].flat();
  if (types.includes("array")) return `${typeName(api, schema.items) || "any"}[]`;
  return types.join(" | ");
}

function example(api, schema, depth = 0) {
  if (schema?.example !== undefined) return schema.example;
  const real = follow(api, schema);
  if (real.example !== undefined) return real.example;
  if (real.enum) return real.enum[0];
  if (depth > 5) return null;
  const variants = real.oneOf ?? real.anyOf;
  if (variants) return example(api, variants.find((variant) => variant.type !== "null"), depth + 1);
  if (real.allOf) return Object.assign({}, ...real.allOf.map((part) => example(api, part, depth + 1)));
  switch ([real.type].flat().find((type) => type !== "null")) {
    case "object":
      return Object.fromEntries(Object.entries(real.properties ?? {})
        .map(([name, member]) => [name, example(api, member, depth + 1)]));
    case "array": return [example(api, real.items, depth + 1)];
    case "integer": case "number": return 1;
    case "boolean": return true;
    case "string": return SAMPLES[real.format] ?? "…";
    default: return null;
  }
}

function table(heads, rows) {
  if (rows.length === 0) return null;
  return el("div", { class: "scroll" }, el("table", {},
    el("thead", {}, el("tr", {}, heads.map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, rows.map((cells) => el("tr", {}, cells.map((cell) =>
      el("td", {}, typeof cell === "string" ? inline(cell) : cell)))))));
}

function members(api, schema) {
  const real = follow(api, schema);
  const required = new Set(real.required ?? []);
  return Object.entries(real.properties ?? {}).map(([name, member]) => [
    el("code", {}, name),
    typeName(api, member),
    required.has(name) ? "required" : "optional",
    member.description ?? follow(api, member).description ?? "",
  ]);
}

function section(title, ...content) {
  const shown = content.filter((part) => part !== null);
  return shown.length ? [el("h4", {}, title), ...shown] : [];
}

function json(value) {
  return el("pre", { tabindex: "0" }, el("code", {}, JSON.stringify(value, null, 2)));
}

function describe(api, path, method, operation) {
  const id = operation.operationId ?? `${method}-${path}`;
  const parameters = (operation.parameters ?? []).map((parameter) => [
    el("code", {}, parameter.name), parameter.in, typeName(api, parameter.schema),
    parameter.required ? "required" : "optional", parameter.description ?? "",
  ]);
  const body = operation.requestBody?.content?.["application/json"]?.schema;
  const answers = Object.entries(operation.responses ?? {});
  const good = answers.find(([status]) => status.startsWith("2"));
  const shape = good?.[1]?.content?.["application/json"]?.schema;
  return el("article", { class: "operation", id },
    el("h3", {}, operation.summary ?? id),
    el("p", { class: "signature" }, el("span", { class: `method ${method}` }, method.toUpperCase()), " ",
      el("span", { class: "path" }, path)),
    operation.description ? prose(operation.description) : [],
    section("Parameters", table(["Name", "In", "Type", "Needed", "Meaning"], parameters)),
    body ? section("Body", table(["Member", "Type", "Needed", "Meaning"], members(api, body)), json(example(api, body))) : [],
    section("Answers", table(["Status", "Meaning"], answers.map(([status, answer]) => [
      el("code", {}, status), follow(api, answer).description ?? ""]))),
    shape ? section(`Example of ${good[0]}`, json(example(api, shape))) : []);
}

function draw(api) {
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths ?? {})) {
    for (const method of METHODS.filter((name) => item[name])) {
      const tag = item[method].tags?.[0] ?? "Operations";
      if (!groups.has(tag)) groups.set(tag, []);
      groups.get(tag).push({ path, method, operation: item[method] });
    }
  }
  document.getElementById("about").replaceChildren(...prose(api.info?.description ?? ""));
  const index = document.getElementById("index");
  const content = document.getElementById("operations");
  for (const [tag, operations] of groups) {
    const entries = operations.map(({ path, method, operation }) => {
      const article = describe(api, path, method, operation);
      const link = el("li", {}, el("a", { href: `#${article.id}` }, operation.summary ?? article.id));
      return { article, link, words: `${method} ${path} ${operation.summary ?? ""}`.toLowerCase() };
    });
    const list = el("section", {}, el("h2", {}, tag), el("ul", {}, entries.map(({ link }) => link)));
    const part = el("section", {}, el("h2", {}, tag), entries.map(({ article }) => article));
    index.append(list);
    content.append(part);
    drawn.push({ list, part, entries });
  }
}

const drawn = [];

function filter(text) {
  const wanted = text.trim().toLowerCase();
  let shown = 0;
  for (const { list, part, entries } of drawn) {
    const hits = entries.filter(({ article, link, words }) => {
      const hit = words.includes(wanted);
      article.hidden = link.hidden = !hit;
      return hit;
    });
    list.hidden = part.hidden = hits.length === 0;
    shown += hits.length;
  }
  document.getElementById("state").textContent = shown ? "" : "No operation matches.";
}

async function start() {
  for (const place of document.querySelectorAll("[data-origin]")) place.textContent = location.origin;
  const state = document.getElementById("state");
  try {
    const answer = await fetch("/api/openapi.json");
    if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
    draw(await answer.json());
    state.textContent = drawn.length ? "" : "There are no operations yet.";
    document.getElementById("filter").addEventListener("input", (event) => filter(event.target.value));
    if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
  } catch (error) {
    state.textContent = `The reference could not be loaded: ${error.message}.`;
  }
}

start();

// The part of LaTeX that the registry of activation functions is written in, as MathML; letters may give way to their numbers.

import { operator } from "./formula.js";

const TOKENS = /\\begin\{cases\}|\\end\{cases\}|\\\\|\\[a-zA-Z]+|\\,|[A-Za-z]|\d+(?:\.\d+)?|\S/g;
const LETTERS = { sigma: "σ", Phi: "Φ", varphi: "φ", lambda: "λ", alpha: "α", infty: "∞", partial: "∂", sum: "∑" };
/** Names of functions, which are not set in italics. */
const NAMES = ["max", "log"];
const OPERATORS = { in: "∈", le: "≤", ge: "≥", ne: "≠", "-": "−" };
/** They say how large something is, which browsers know by themselves. */
const SILENT = ["\\bigl", "\\bigr", "\\textstyle"];
const COMPARED = /s\s*(>|<|\\le|\\ge)\s*([\d.]+)/;

/**
 * @typedef {"number" | "letter" | "open" | "close" | "operator" | "value"} Kind what it is, as far as its neighbours care
 * @typedef {{html: string, kind: Kind}} Node
 */

/** @param {string} latex @param {Object<string, string>} [values] letter -> the MathML of its number */
export function mathml(latex, values = {}) {
  return new Reader(latex, values).row([]);
}

/**
 * The one case of a formula that holds for a sum, and the condition under which it does; both as LaTeX.
 * @param {string} latex @param {number} s @returns {{latex: string, condition: string}}
 */
export function caseAt(latex, s) {
  const found = /^(.*)\\begin\{cases\}(.*)\\end\{cases\}(.*)$/.exec(latex);
  if (!found) return { latex, condition: "" };
  const [, before, cases, after] = found;
  const rows = cases.split("\\\\").map((row) => row.split("&").map((part) => part.trim()));
  const [expression, condition] = /** @type {string[]} */ (rows.find((row) => holds(row[1], s)));
  // One times something is that.
  const one = expression === "1" && !before.trim().endsWith("=");
  return { latex: before + (one ? "" : expression) + after, condition };
}

/** @param {string} condition such as s \le 0 @param {number} s */
function holds(condition, s) {
  const [, sign, bound] = /** @type {RegExpExecArray} */ (COMPARED.exec(condition));
  return { ">": s > +bound, "<": s < +bound, "\\le": s <= +bound, "\\ge": s >= +bound }[sign];
}

class Reader {
  #at = 0;

  /** @param {string} latex @param {Object<string, string>} values */
  constructor(latex, values) {
    this.tokens = (latex.match(TOKENS) ?? []).filter((token) => !SILENT.includes(token));
    this.values = values;
    this.numeric = Object.keys(values).length > 0;
  }

  /** Reads until one of some tokens, which is taken too. @param {string[]} ends */
  row(ends) {
    /** @type {Node[]} */
    const nodes = [];
    while (this.#at < this.tokens.length) {
      const token = this.tokens[this.#at];
      if (ends.includes(token)) {
        this.#at++;
        break;
      }
      nodes.push(this.#scripted());
    }
    return nodes.map((node, n) => dot(nodes[n - 1], node) + node.html).join("");
  }

  /** An atom with what stands above, below and behind it. @returns {Node} */
  #scripted() {
    const node = this.#atom();
    for (;;) {
      const token = this.tokens[this.#at];
      if (token === "'") node.html = `<mrow>${node.html}${operator("′")}</mrow>`;
      else if (token !== "^" && token !== "_") return node;
      this.#at++;
      if (token !== "'") node.html = `<m${token === "^" ? "sup" : "sub"}><mrow>${node.html}</mrow><mrow>${this.#atom().html}</mrow></m${token === "^" ? "sup" : "sub"}>`;
    }
  }

  /** @returns {Node} */
  #atom() {
    const token = this.tokens[this.#at++];
    if (token === "{") return { html: `<mrow>${this.row(["}"])}</mrow>`, kind: "letter" };
    if (token === "\\frac") return { html: `<mfrac>${this.#atom().html}${this.#atom().html}</mfrac>`, kind: "letter" };
    if (token === "\\begin{cases}") return this.#cases();
    if (token === "\\,") return this.numeric ? this.#atom() : { html: '<mspace width="0.17em"></mspace>', kind: "operator" };
    if (token === "\\quad") return { html: '<mspace width="1em"></mspace>', kind: "operator" };
    const name = token.replace("\\", "");
    if (/^\d/.test(token)) return { html: `<mn>${token}</mn>`, kind: "number" };
    if (name in this.values && this.tokens[this.#at] !== "_") return { html: `<mrow>${this.values[name]}</mrow>`, kind: "value" };
    if (NAMES.includes(name)) return { html: operator(name), kind: "letter" };
    if (name in LETTERS || /^[A-Za-z]$/.test(token)) return { html: `<mi>${LETTERS[name] ?? token}</mi>`, kind: "letter" };
    const kind = "([".includes(token) ? "open" : ")]".includes(token) ? "close" : "operator";
    return { html: operator(escaped(OPERATORS[name] ?? token)), kind };
  }

  /** @returns {Node} */
  #cases() {
    const rows = [];
    for (let last = false; !last; ) {
      const cells = [this.row(["&"]), this.row(["\\\\", "\\end{cases}"])];
      last = this.tokens[this.#at - 1] === "\\end{cases}";
      rows.push(`<mtr>${cells.map((cell) => `<mtd>${cell}</mtd>`).join("")}</mtr>`);
    }
    return { html: `<mtable class="np-cases">${rows.join("")}</mtable>`, kind: "letter" };
  }
}

/** Where a number takes the place of a letter, a product needs its sign. @param {Node | undefined} before @param {Node} node */
function dot(before, node) {
  const product = node.kind === "value" ? ["number", "letter", "close", "value"] : ["letter", "open"].includes(node.kind) ? ["value"] : [];
  return before && product.includes(before.kind) ? operator("·") : "";
}

/** @param {string} sign */
function escaped(sign) {
  return sign.replace("<", "&lt;").replace(">", "&gt;");
}

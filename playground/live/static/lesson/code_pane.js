// A program that grows step by step: the lines so far, those of the step lit, and a button to take the whole of it along.

import { write } from "../write.js";

const WORDS = /(#.*$)|("(?:[^"\\]|\\.)*")|\b(def|for|in|if|while|return|yield|import|from|True|False)\b/gm;

/**
 * @typedef {{imports: string, parts: string[], script: string, blank: string, name: string}} Program parts: the code of each step with its
 *   comment; script: all of it; blank: what stands in both for the numbers that are filled in; name: of the file
 */

export class CodePane {
  #program = "";
  #shown = "";

  /** @param {Element} parent */
  constructor(parent) {
    this.box = Object.assign(document.createElement("div"), { className: "np-program" });
    this.box.innerHTML = `
      <pre class="np-code" tabindex="0" role="region" aria-label="The script so far"></pre>
      <div class="np-printed" hidden><strong>prints</strong><pre></pre></div>
      <button type="button" class="np-quiet">Download the whole script</button>`;
    parent.append(this.box);
    const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (this.box.querySelector(name));
    [this.code, this.printed, this.print] = [part(".np-code"), part(".np-printed"), part(".np-printed pre")];
    part("button").onclick = () => this.#download();
  }

  /**
   * @param {Program} program @param {number} step the last one shown, from 0
   * @param {string} filled the numbers that are filled in @param {string} printed what the step prints; nothing for one that prints nothing
   */
  show(program, step, filled, printed) {
    this.file = { name: program.name, text: program.script.replaceAll(program.blank, filled) };
    this.printed.hidden = !printed;
    write(this.print, printed);
    const look = [step, filled, this.printed.hidden].join();
    if (program.script === this.#program && look === this.#shown) return;
    [this.#program, this.#shown] = [program.script, look];
    const parts = program.parts.slice(0, step + 1).map((code, n) => section(code.replaceAll(program.blank, filled), n === step));
    this.code.innerHTML = section(program.imports, false) + parts.join("");
    const now = /** @type {HTMLElement} */ (this.code.lastElementChild);
    // All of the step if there is room, and its beginning in any case.
    const begins = now.offsetTop - this.code.offsetTop;
    this.code.scrollTop = Math.min(begins, begins + now.offsetHeight - this.code.clientHeight + 8);
  }

  #download() {
    const address = URL.createObjectURL(new Blob([this.file.text], { type: "text/x-python" }));
    const link = Object.assign(document.createElement("a"), { href: address, download: this.file.name });
    link.click();
    // The browser takes its time to begin.
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
}

/** @param {string} code @param {boolean} now */
function section(code, now) {
  return `<code class="${now ? "np-now" : ""}">${coloured(code)}</code>`;
}

/** @param {string} code */
function coloured(code) {
  const escaped = code.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return escaped.replace(WORDS, (all, comment, string) => `<span class="${comment ? "np-comment" : string ? "np-string" : "np-keyword"}">${all}</span>`);
}

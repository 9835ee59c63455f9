// A few words at the pointer, within the picture.

const BESIDE = 14;

export class Tip {
  /** @param {HTMLElement} parent */
  constructor(parent) {
    this.parent = parent;
    this.box = Object.assign(document.createElement("div"), { className: "np-tip", hidden: true });
    this.box.setAttribute("role", "tooltip");
    this.box.dataset.testid = "network-tip";
    parent.append(this.box);
  }

  get shown() {
    return !this.box.hidden;
  }

  /** @param {string[]} lines the first is a heading */
  tell([name, ...lines]) {
    const heading = Object.assign(document.createElement("strong"), { textContent: name });
    this.box.replaceChildren(heading, ...lines.map((words) => Object.assign(document.createElement("span"), { textContent: words })));
  }

  /** @param {string[]} lines @param {number} x @param {number} y of what they are about */
  show(lines, x, y) {
    this.tell(lines);
    this.box.hidden = false;
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const left = Math.max(2, Math.min(this.parent.clientWidth - width - 2, x + BESIDE));
    const below = y + BESIDE + height < this.parent.clientHeight;
    Object.assign(this.box.style, { left: `${left}px`, top: `${Math.max(2, below ? y + BESIDE : y - height - BESIDE)}px` });
  }

  hide() {
    this.box.hidden = true;
  }
}

// A run's event stream: opened again when it drops, closed when the run has ended or nobody has looked for long.

const HIDDEN_MILLISECONDS = 60_000;
const RETRY_MILLISECONDS = 1_000;

/**
 * @typedef {Object} Listener
 * @property {() => number} received how many entries have come
 * @property {(position: number, frame: any) => void} frame
 * @property {() => void} end nothing will follow
 * @property {(sentence: string) => void} gone the server does not have this run
 * @property {(lost: boolean) => void} lost the connection is down, or up again
 */

export class RunStream {
  /** @type {EventSource | null} */
  #source = null;
  #over = false;
  #timer = 0;
  #asking = new AbortController();

  /** @param {URL} address @param {Listener} listener */
  constructor(address, listener) {
    this.address = address;
    this.listener = listener;
    document.addEventListener("visibilitychange", this.#seen);
    this.#open();
  }

  close() {
    this.#over = true;
    this.#asking.abort();
    clearTimeout(this.#timer);
    document.removeEventListener("visibilitychange", this.#seen);
    this.#shut();
  }

  #open() {
    const address = new URL(this.address);
    // A new EventSource has no Last-Event-ID to send; when it reconnects by itself, it has, and that counts.
    address.searchParams.set("after", String(this.listener.received()));
    const source = (this.#source = new EventSource(address));
    source.onopen = () => this.listener.lost(false);
    source.onmessage = (message) => this.listener.frame(Number(message.lastEventId), JSON.parse(message.data));
    source.addEventListener("end", () => {
      this.close();
      this.listener.end();
    });
    source.onerror = () => {
      this.listener.lost(true);
      if (source.readyState === EventSource.CLOSED) this.#ask();
    };
  }

  #shut() {
    this.#source?.close();
    this.#source = null;
  }

  /** An EventSource that is refused does not say why, and does not try again. */
  async #ask() {
    this.#shut();
    try {
      const answer = await fetch(this.address, { signal: this.#asking.signal });
      if (answer.status === 404) {
        this.listener.gone(await answer.text());
        this.close();
        return;
      }
      answer.body?.cancel();
    } catch {
      // Neither does the server answer: try again below.
    }
    if (!this.#over) this.#timer = setTimeout(() => this.#open(), RETRY_MILLISECONDS);
  }

  #seen = () => {
    clearTimeout(this.#timer);
    if (document.hidden) this.#timer = setTimeout(() => this.#shut(), HIDDEN_MILLISECONDS);
    else if (!this.#source && !this.#over) this.#open();
  };
}

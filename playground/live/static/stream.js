// A run's event stream: opened again when it drops, closed when the run has ended or nobody has looked for long.

const HIDDEN_MILLISECONDS = 60_000;
const RETRY_MILLISECONDS = 1_000;

/**
 * @typedef {{status: string, note: string}} Wait what keeps a run from training, in a word or two, and a sentence
 * @typedef {Object} Listener
 * @property {() => number} received how many entries have come
 * @property {(position: number, frame: any) => void} frame
 * @property {(wait: Wait | null) => void} wait what the run waits for; null while it trains
 * @property {(failed: string | undefined) => void} end nothing will follow, since the run has failed, if there is a sentence
 * @property {(sentence: string) => void} gone the server does not have this run
 * @property {(lost: boolean) => void} lost the connection is down, or up again
 */

/**
 * At any moment the stream is one of these: open (there is a source), asking why a source was refused, waiting to open again, resting
 * because nobody has looked for long, or over. Only `#open` and `#shut` make and end these; whatever happens, there is never a second source.
 */
export class RunStream {
  /** @type {EventSource | null} */
  #source = null;
  /** @type {AbortController | null} while the server is asked why it refused */
  #asking = null;
  /** Until the next attempt; 0 while none is due. */
  #retry = 0;
  /** Until a hidden tab lets go of its stream; 0 while the tab is seen. */
  #patience = 0;
  #resting = false;
  #over = false;

  /** @param {URL} address @param {Listener} listener */
  constructor(address, listener) {
    this.address = address;
    this.listener = listener;
    document.addEventListener("visibilitychange", this.#seen);
    this.#open();
    // A tab may be opened behind the one that is seen.
    this.#seen();
  }

  close() {
    this.#over = true;
    clearTimeout(this.#patience);
    document.removeEventListener("visibilitychange", this.#seen);
    this.#shut();
  }

  #open() {
    this.#shut();
    const address = new URL(this.address);
    // A new EventSource has no Last-Event-ID to send; when it reconnects by itself, it has, and that counts.
    address.searchParams.set("after", String(this.listener.received()));
    const source = (this.#source = new EventSource(address));
    source.onopen = () => {
      this.listener.lost(false);
      // What it waits for comes again, if there is anything.
      this.listener.wait(null);
    };
    source.onmessage = (message) => this.listener.frame(Number(message.lastEventId), JSON.parse(message.data));
    source.addEventListener("wait", (message) => this.listener.wait(JSON.parse(message.data)));
    source.addEventListener("end", (message) => {
      this.close();
      this.listener.end(JSON.parse(message.data).failed);
    });
    source.onerror = () => {
      this.listener.lost(true);
      if (source.readyState === EventSource.CLOSED) this.#ask();
    };
  }

  /** Ends the source, the question, or the wait for another attempt: whichever there is. */
  #shut() {
    this.#source?.close();
    this.#asking?.abort();
    clearTimeout(this.#retry);
    [this.#source, this.#asking, this.#retry] = [null, null, 0];
  }

  /** An EventSource that is refused does not say why, and does not try again. */
  async #ask() {
    this.#shut();
    const asking = (this.#asking = new AbortController());
    const sentence = await refusal(this.address, asking.signal);
    // Meanwhile the stream may have been closed, or the tab have been hidden for long.
    if (asking.signal.aborted) return;
    this.#asking = null;
    if (sentence === null) {
      this.#retry = setTimeout(() => this.#open(), RETRY_MILLISECONDS);
      return;
    }
    this.close();
    this.listener.gone(sentence);
  }

  #seen = () => {
    clearTimeout(this.#patience);
    this.#patience = document.hidden ? setTimeout(() => this.#rest(), HIDDEN_MILLISECONDS) : 0;
    if (document.hidden || this.#over) return;
    // Whoever looks need not wait for the next attempt. A question that is under way is answered first.
    if (this.#resting || this.#retry) this.#open();
    this.#resting = false;
  };

  #rest() {
    this.#resting = true;
    this.#shut();
  }
}

/**
 * @param {URL} address @param {AbortSignal} signal
 * @returns {Promise<string | null>} why the server does not have the run; null if it does, or does not answer
 */
async function refusal(address, signal) {
  try {
    const answer = await fetch(address, { signal });
    if (answer.status === 404) return await answer.text();
    answer.body?.cancel();
  } catch {
    // Neither does the server answer.
  }
  return null;
}

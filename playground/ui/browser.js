// What the server cannot do with the browser: put another address in the place of the present one, and ask before a table is lost.

/** How often Streamlit may be waited for, and for how many milliseconds each time. */
const [TRIES, REST] = [100, 20];

/** How often the address has been replaced: Streamlit calls the function below again for the same data. */
let replaced = 0;

/** @param {BeforeUnloadEvent} event */
const ask = event => event.preventDefault();

/** @typedef {{ number: number, path: string, query: string, replaceable: string[], ask: boolean }} Data path: the page's, without the app's */

/** A query in one way of writing it, without Streamlit's own parameters. @param {string} query @returns {string} */
function plain(query) {
  const entries = [...new URLSearchParams(query)].filter(([name]) => !isStreamlits(name));
  return new URLSearchParams(entries).toString();
}

/** @param {string} name of a parameter @returns {boolean} */
function isStreamlits(name) {
  return /^embed(_options)?$/i.test(name);
}

/**
 * Streamlit may not have taken the browser to the page's own address yet. And it may show this word late, when the controls, or the
 * browser's Back, have led to another address: that one stays.
 * @param {Data} data @param {number} [tries]
 */
function replace(data, tries = TRIES) {
  const { number, path, query, replaceable } = data;
  if (number !== replaced || tries === 0) return;
  if (location.pathname.split("/").pop() !== path) {
    setTimeout(replace, REST, data, tries - 1);
    return;
  }
  if (!replaceable.map(plain).includes(plain(location.search))) return;
  const wanted = new URLSearchParams(query);
  for (const [name, value] of new URLSearchParams(location.search)) if (isStreamlits(name)) wanted.append(name, value);
  history.replaceState({}, "", location.pathname + (wanted.size > 0 ? `?${wanted}` : ""));
}

/** @param {{ data: Data }} component */
export default function ({ data }) {
  if (data.number > 0 && data.number !== replaced) {
    replaced = data.number;
    replace(data);
  }
  // The same listener is added once, however often.
  (data.ask ? addEventListener : removeEventListener)("beforeunload", ask);
  return () => removeEventListener("beforeunload", ask);
}

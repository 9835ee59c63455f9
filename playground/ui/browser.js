// What the server cannot do with the browser: put another address in the place of the present one, and ask before a table is lost.

/** How often Streamlit may be waited for, and for how many milliseconds each time. */
const [TRIES, REST] = [100, 20];

/** How often the address has been replaced: Streamlit calls the function below again for the same data. */
let replaced = 0;

/** @param {BeforeUnloadEvent} event */
const ask = event => event.preventDefault();

/**
 * Streamlit may not have taken the browser to the page's own address yet.
 * @param {string} path the page's, without the app's @param {string} said @param {number} number @param {number} [tries]
 */
function replace(path, said, number, tries = TRIES) {
  if (number !== replaced || tries === 0) return;
  if (location.pathname.split("/").pop() !== path) {
    setTimeout(replace, REST, path, said, number, tries - 1);
    return;
  }
  const query = new URLSearchParams(said);
  // Streamlit's own parameters are not in the query.
  for (const [name, value] of new URLSearchParams(location.search)) if (/^embed(_options)?$/i.test(name)) query.append(name, value);
  history.replaceState({}, "", location.pathname + (query.size > 0 ? `?${query}` : ""));
}

/** @param {{ data: { number: number, path: string, query: string, ask: boolean } }} component */
export default function ({ data }) {
  if (data.number > 0 && data.number !== replaced) {
    replaced = data.number;
    replace(data.path, data.query, data.number);
  }
  // The same listener is added once, however often.
  (data.ask ? addEventListener : removeEventListener)("beforeunload", ask);
  return () => removeEventListener("beforeunload", ask);
}

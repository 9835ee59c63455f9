// What the server cannot do with the browser: put another address in the place of the present one, and ask before a table is lost.

/** How often the address has been replaced: Streamlit calls the function below again for the same data. */
let replaced = 0;

/** @param {BeforeUnloadEvent} event */
const ask = event => event.preventDefault();

/** @param {{ data: { number: number, query: string, ask: boolean } }} component */
export default function ({ data }) {
  if (data.number > 0 && data.number !== replaced) {
    replaced = data.number;
    const query = new URLSearchParams(data.query);
    // Streamlit's own parameters are not in the query.
    for (const [name, value] of new URLSearchParams(location.search)) if (/^embed(_options)?$/i.test(name)) query.append(name, value);
    history.replaceState({}, "", location.pathname + (query.size > 0 ? `?${query}` : ""));
  }
  // The same listener is added once, however often.
  (data.ask ? addEventListener : removeEventListener)("beforeunload", ask);
  return () => removeEventListener("beforeunload", ask);
}

// Plotly comes as one classic script, not as a module, and the page needs it once.

/** @type {Promise<any> | undefined} */
let loading;

/** @returns {Promise<any>} the Plotly object */
export function loadPlotly() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("plotly.min.js", import.meta.url).href;
    script.onload = () => resolve(/** @type {any} */ (window).Plotly);
    script.onerror = () => {
      loading = undefined;
      script.remove();
      reject(new Error("The charts' library did not load. Reload the page."));
    };
    document.head.append(script);
  });
  return loading;
}

// Streamlit runs this text as a module without an address, so it cannot import what lies beside it: the server's address leads there.
// Every page is one segment below the app's base path, and the page's address knows that path behind any proxy.

/** @param {import("./player.js").Component} component */
export default async function (component) {
  // Calls that wait for the same file may go on in another order than they were made.
  const called = performance.now();
  const base = new URL("./", document.baseURI);
  const { mount } = await import(new URL(`assets/${component.data.version}/player.js`, base).href);
  return mount(component, base, called);
}

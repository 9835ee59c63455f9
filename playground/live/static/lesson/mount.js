// Streamlit runs this text as a module without an address, so it cannot import what lies beside it: the server's address leads there.
// Every page is one segment below the app's base path, and the page's address knows that path behind any proxy.

/** @param {import("./lesson.js").Component} component */
export default async function (component) {
  const base = new URL("./", document.baseURI);
  const { mount } = await import(new URL(`assets/${component.data.version}/lesson/lesson.js`, base).href);
  return mount(component);
}

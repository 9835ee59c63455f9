// Draws the report's charts, in the colours of the page and with the room that there is, and again where these change.

/** As in the live view: below, charts that stood side by side are stacked. */
const NARROW_PIXELS = 420;
const dark = matchMedia("(prefers-color-scheme: dark)");
/** @type {WeakMap<Element, any>} which layout each place is to have */
const wanted = new WeakMap();

/**
 * Colours a layout: all else in the figures is transparent or grey.
 * @param {any} layout
 */
function dressed(layout) {
  const style = getComputedStyle(document.documentElement);
  const [text, background, line] = ["--text", "--background", "--line"].map((name) => style.getPropertyValue(name).trim());
  const font = { color: text, family: getComputedStyle(document.body).fontFamily };
  return {
    ...layout,
    font: { ...layout.font, ...font },
    modebar: { bgcolor: "rgba(0, 0, 0, 0)", color: line, activecolor: text },
    hoverlabel: { bgcolor: background, bordercolor: line, font },
  };
}

/**
 * Draws one chart by the layout that its place has room for.
 * @param {Element} place
 */
async function draw(place) {
  const { wide, narrow } = JSON.parse(place.parentElement.querySelector("script").textContent);
  const isNarrow = place.clientWidth < NARROW_PIXELS;
  const layout = dressed(isNarrow ? narrow.layout : wide.layout);
  // On a small screen a drag scrolls the page.
  if (isNarrow) layout.dragmode = false;
  place.dataset.narrow = String(isNarrow);
  wanted.set(place, layout);
  const show = () => Plotly.react(place, wide.data, { ...layout }, { responsive: true, displaylogo: false });
  await show();
  const legend = place.querySelector(".legend")?.getBoundingClientRect().height ?? 0;
  // Many lines of a legend would leave the curves little room. The page may have changed meanwhile.
  if (legend <= layout.margin.t || wanted.get(place) !== layout) return;
  layout.height += legend - layout.margin.t;
  await show();
}

const places = document.querySelectorAll(".chart");
const sizing = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target.dataset.narrow !== String(target.clientWidth < NARROW_PIXELS)) draw(target);
});

for (const place of places) {
  draw(place);
  sizing.observe(place);
}
dark.addEventListener("change", () => places.forEach(draw));

// Draws the report's charts, in the colours of the page, and again where these change.

const dark = matchMedia("(prefers-color-scheme: dark)");

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
 * Whether charts stand side by side, which a telephone has no room for.
 * @param {any} layout
 */
function isWide(layout) {
  return Object.entries(layout).some(([name, axis]) => /^xaxis\d*$/.test(name) && axis.domain && axis.domain[1] - axis.domain[0] < 0.6);
}

/**
 * Whether the legend takes more lines on a telephone than the layout has room for.
 * @param {any[]} data
 */
function isCrowded(data) {
  return data.filter((trace) => trace.showlegend !== false && trace.mode?.includes("lines")).length > 3;
}

function draw() {
  for (const chart of document.querySelectorAll("figure")) {
    const { data, layout } = JSON.parse(chart.querySelector("script").textContent);
    const place = chart.querySelector(".chart");
    place.classList.toggle("wide", isWide(layout));
    place.classList.toggle("crowded", isCrowded(data));
    Plotly.react(place, data, dressed(layout), { responsive: true, displaylogo: false });
  }
}

draw();
dark.addEventListener("change", draw);

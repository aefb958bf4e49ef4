/* Draws the plots of the figures from the data beside their tables. Without it the tables stand alone. */
const INKS = ["#0b5c5e", "#d55e00", "#56b4e9"];
const POINTS = ["circle", "triangle", "rect"];
const SLANTS = [null, 1, -1];

/* Colours that colour-blind eyes tell apart, and hatching for paper without colour. */
function fill(place) {
  const ink = INKS[place % INKS.length];
  const slant = SLANTS[place % SLANTS.length];
  if (slant === null) return ink;
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, 8, 8);
  pen.strokeStyle = ink;
  pen.lineWidth = 3;
  for (const start of [-8, 0, 8]) {
    pen.beginPath();
    pen.moveTo(start, slant > 0 ? 8 : 0);
    pen.lineTo(start + 8, slant > 0 ? 0 : 8);
    pen.stroke();
  }
  return pen.createPattern(tile, "repeat");
}

function bars(plot) {
  return plot.series.map((each, place) => ({
    label: each.label, data: each.data, backgroundColor: fill(place), borderColor: INKS[place % INKS.length], borderWidth: 1, maxBarThickness: 44, categoryPercentage: plot.lying ? 0.8 : 0.6,
  }));
}

/* A bar from low to high; `marks` puts a mark on it. */
function spans(plot) {
  return plot.series.map((each, place) => ({
    label: each.label, data: each.low.map((low, at) => (low === null ? null : [low, each.high[at]])),
    backgroundColor: fill(place), borderColor: INKS[place % INKS.length], borderWidth: 1, borderSkipped: false, maxBarThickness: plot.lying ? 18 : 32, categoryPercentage: plot.lying ? 0.8 : 0.6, minBarLength: 4,
  }));
}

/* Draws the mark of each span where its bar stands. */
const marks = {
  id: "marks",
  afterDatasetsDraw(chart, _args, { plot }) {
    if (!plot || plot.form !== "spans") return;
    const pen = chart.ctx;
    plot.series.forEach((each, place) => {
      const meta = chart.getDatasetMeta(place);
      if (meta.hidden) return;
      each.middle.forEach((value, at) => {
        if (value === null || !meta.data[at]) return;
        const along = chart.scales[plot.lying ? "x" : "y"].getPixelForValue(value);
        const [x, y] = plot.lying ? [along, meta.data[at].y] : [meta.data[at].x, along];
        pen.save();
        pen.fillStyle = "#fff";
        pen.strokeStyle = "#17242a";
        pen.lineWidth = 2;
        Chart.helpers.drawPoint(pen, { pointStyle: POINTS[place % POINTS.length], radius: 6, borderWidth: 2, rotation: 0 }, x, y);
        pen.restore();
      });
    });
  },
};

/* A name in short lines, for a phone. */
function lines(name) {
  return name.split(" · ").flatMap((part) => part.split(" ").reduce((found, word) => {
    const last = found.at(-1);
    return last && last.length + word.length < 17 ? [...found.slice(0, -1), `${last} ${word}`] : [...found, word];
  }, []));
}

function draw(figure) {
  const plot = JSON.parse(figure.dataset.plot);
  const paper = figure.querySelector(".plot__paper");
  figure.classList.remove("no-script");
  const written = plot.lying && paper.clientWidth < 500 ? plot.labels.map(lines) : plot.labels;
  const tallest = Math.max(1, ...written.map((name) => (Array.isArray(name) ? name.length : 1)));
  const room = plot.form === "bars" && !plot.stacked ? plot.series.length * 16 : 30;
  paper.style.height = `${plot.lying ? Math.max(140, 70 + plot.labels.length * Math.max(room, tallest * 18)) : 280}px`;
  const values = { beginAtZero: true, title: { display: true, text: plot.axis }, stacked: Boolean(plot.stacked), ticks: plot.percent ? { format: { style: "percent", minimumFractionDigits: 0, maximumFractionDigits: 0 } } : { precision: 0 } };
  if (plot.percent) values.max = 1;
  const names = { stacked: Boolean(plot.stacked), grid: { display: false }, ticks: { autoSkip: false } };
  new Chart(figure.querySelector("canvas"), {
    type: "bar",
    data: { labels: written, datasets: plot.form === "bars" ? bars(plot) : spans(plot) },
    options: {
      indexAxis: plot.lying ? "y" : "x",
      animation: false,
      maintainAspectRatio: false,
      plugins: { marks: { plot }, legend: { display: plot.series.length > 1 || plot.form === "spans", position: "bottom" } },
      scales: plot.lying ? { x: values, y: names } : { x: names, y: values },
    },
    plugins: [marks],
  });
}

Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
Chart.defaults.font.size = 14;
Chart.defaults.color = "#17242a";
document.querySelectorAll("[data-plot]").forEach(draw);
addEventListener("beforeprint", () => Object.values(Chart.instances).forEach((chart) => chart.resize()));

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { ReportData } from './report-data.js';

const resolve = createRequire(import.meta.url).resolve;

/** One self-contained page: data, charts (uPlot) and style are inside; it loads nothing. */
export function reportPage(data: ReportData): string {
  const uplot = readFileSync(resolve('uplot/dist/uPlot.iife.min.js'), 'utf8');
  const uplotStyle = readFileSync(resolve('uplot/dist/uPlot.min.css'), 'utf8');
  const script = readFileSync(new URL('./report-page.browser.js', import.meta.url), 'utf8');
  const style = readFileSync(new URL('./report-page.css', import.meta.url), 'utf8');
  // `<` is escaped so that no text of the data can close the script element.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>${escapeHtml(data.title)}</title>
<style>${uplotStyle}${style}</style>
</head>
<body>
<main>
<header>
<h1>${escapeHtml(data.title)}</h1>
<p class="quiet">${escapeHtml(data.rolling)} windows · made ${escapeHtml(data.created)} with Windrow</p>
<dl class="facts">${data.facts.map(({ name, value }) => `<div><dt>${escapeHtml(name)}</dt><dd>${escapeHtml(value)}</dd></div>`).join('')}</dl>
</header>
<nav aria-label="Horizon" id="horizons"></nav>
<section><h2>Forecast against what came</h2>
<p class="quiet">Annualised volatility in per cent over the days after the forecast. <label>Currency <select id="currency"></select></label></p>
<div id="forecast" class="chart"></div></section>
<section><h2>R² per test window</h2><p class="quiet">Pooled over currencies, each against its own mean in that window.</p><div id="windows" class="chart"></div></section>
<section><h2>Scores</h2><div id="scores"></div>
<p class="quiet">R² is out of sample and within currency: one minus squared error over squared deviation from each currency's own out-of-sample mean, on one common
set of rows. <b>pooled</b> is mostly pegs, whose deviations are the largest; <b>floating</b> leaves out currencies that stand still on more than 5 % of days;
<b>median</b> is over currencies. The best single model is chosen in hindsight. Labels of neighbouring days overlap, so the Diebold–Mariano t of ensemble
against naive uses Newey–West with horizon − 1 lags.</p></section>
<section><h2>The task pool's story</h2><p id="story" class="quiet"></p><div id="pool" class="chart"></div></section>
</main>
<script>${uplot}</script>
<script id="data" type="application/json">${json}</script>
<script>${script}</script>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

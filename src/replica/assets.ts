/** Scripts, styles and images that pages link to. The scripts change a page as the site's scripts do. */
export type Asset = { type: string; body: string | Buffer };

/** A transparent image of one pixel. */
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
const PADDING = `/* ${'x'.repeat(40_000)} */\n`;

/** Makes the page visible, writes times in the visitor's time zone, draws the charts. */
const MAIN_SCRIPT = `
document.addEventListener('DOMContentLoaded', () => {
  document.body.classList.remove('preload');
  for (const element of document.querySelectorAll('span[data-unix], .time[data-unix]')) {
    if (element.childElementCount > 0) continue;
    element.textContent = new Date(Number(element.dataset.unix)).toLocaleString();
  }
  for (const element of document.querySelectorAll('[data-fusionchart-config]')) {
    const config = JSON.parse(element.dataset.fusionchartConfig);
    const bars = config.dataSource.data ?? config.dataSource.dataset.flatMap((series) => series.data);
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    for (const bar of bars) {
      const text = document.createElementNS('http://www.w3.org/2000/svg', 'text');
      text.textContent = bar.displayValue ?? bar.value;
      svg.append(text);
    }
    element.append(svg);
  }
});
`;

/** Hides the parts behind tabs and switches, and those for other window widths. */
const STYLE = `
body { margin: 0; font: 14px sans-serif; }
.hidden, .matchstats .stats-content:not(#all-content) { display: none; }
@media (max-width: 600px) { .gtSmartphone-only { display: none !important; } }
@media (min-width: 601px) { .smartphone-only { display: none !important; } }
`;

/** Response to a path below `/js/`, `/css/`, `/img/` and the like. */
export function assetAt(path: string): Asset {
  if (path.startsWith('/js/bundle-0.js')) return { type: 'text/javascript', body: PADDING + MAIN_SCRIPT };
  if (path.startsWith('/js/') || path.startsWith('/cdn-cgi/'))
    return { type: 'text/javascript', body: `${PADDING}void 0;\n` };
  if (path.startsWith('/css/')) return { type: 'text/css', body: PADDING + STYLE };
  return { type: 'image/gif', body: PIXEL };
}

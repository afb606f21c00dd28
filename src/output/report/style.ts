/** The style sheet of a report: light and dark, for phones, desktops and print. */
export const STYLE = `
:root { color-scheme: light dark; --page: #ffffff; --text: #1b1f24; --muted: #57606a; --line: #d5dae0; --grid: #e4e8ec;
  --panel: #f5f7f9; --accent: #2b6cb8; --above: #7db4f5; --below: #f2a65e; --picked: #2b6cb8; --left-over: #8b949e;
  --removed: #c2703a; --complete: #4c8bd0; --awaiting: #7c5cc4; --pending: #9a6700; --refused: #bc4c00;
  --quarantined: #bf3989; --failed: #cf222e; --skipped: #8b949e; }
@media screen and (prefers-color-scheme: dark) {
  :root { --page: #11151a; --text: #e4e8ec; --muted: #a0a9b3; --line: #333b44; --grid: #262d35; --panel: #1a2027;
    --accent: #6cb0ff; --above: #2a5f9e; --below: #8a5220; --picked: #6cb0ff; --left-over: #7d8590; --removed: #f0883e;
    --complete: #6cb0ff; --awaiting: #b39df3; --pending: #d4a72c; --refused: #f0883e; --quarantined: #f778ba;
    --failed: #ff7b72; --skipped: #7d8590; }
}
@media print { :root { color-scheme: light; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif;
  overflow-wrap: anywhere; }
header, main, footer { max-width: 55.75rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 2rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.3rem; margin: 3rem 0 0; padding-bottom: 0.3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.08rem; margin: 0; }
h4 { font-size: 0.95rem; margin: 1.2rem 0 0; }
p { margin: 0.25rem 0 0; max-width: 44rem; }
a { color: var(--accent); }
section { margin: 2.2rem 0; }
.muted, .caption, nav { color: var(--muted); font-size: 0.875rem; }
nav ul, .legend { list-style: none; padding: 0; margin: 0.6rem 0 0; display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; }
nav a { display: inline-block; padding: 0.15rem 0; }
dl { display: flex; flex-wrap: wrap; gap: 0.9rem 2.2rem; margin: 1.4rem 0; padding: 0.9rem 0;
  border: 1px solid var(--line); border-width: 1px 0; }
dt { color: var(--muted); font-size: 0.8125rem; }
dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
.legend { font-size: 0.875rem; }
.swatch { display: inline-block; width: 0.75em; height: 0.75em; margin-right: 0.4em; }
figure { margin: 0.9rem 0 0; }
.narrow { display: none; }
.plot { display: block; max-width: 100%; height: auto; }
.plot text { white-space: pre; }
.scroll { overflow-x: auto; margin-top: 0.8rem; }
table { border-collapse: collapse; font-size: 0.875rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; font-weight: 400; vertical-align: top; padding: 0.3rem 1.2rem 0.3rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: break-word; max-width: 24rem; }
th.number, td.number { text-align: right; white-space: nowrap; }
thead th { color: var(--muted); vertical-align: bottom; }
details { margin-top: 0.6rem; font-size: 0.875rem; }
summary { cursor: pointer; color: var(--muted); width: fit-content; }
details .scroll { max-height: 24rem; overflow-y: auto; }
pre { margin: 0.8rem 0 0; padding: 0.8rem; background: var(--panel); overflow-x: auto; font-size: 0.8125rem;
  line-height: 1.45; }
footer { padding-top: 1rem; padding-bottom: 3rem; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
@media screen and (max-width: 47rem) {
  .narrow { display: block; }
  .wide { display: none; }
  .narrow .plot { margin: 0 auto; }
}
@media print {
  body { font-size: 11pt; }
  header, main, footer { max-width: none; padding-left: 0; padding-right: 0; }
  nav, details { display: none; }
  figure, tr, h2, h3 { break-inside: avoid; }
  h2, h3, h4 { break-after: avoid; }
  .scroll { overflow: visible; }
  th, td { padding-right: 0.6rem; }
}
`;

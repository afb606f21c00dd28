import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escaped } from './html.ts';

/**
 * Plots as inline SVG. Each is rendered for a wide and for a narrow page, since text in a scaled-down SVG is too small to
 * read; the style sheet shows one of them. Colours are variables of the style sheet.
 */

/** Options of `Plot.plot`. */
export type PlotOptions = Plot.PlotOptions;

/** The document in which plots create their elements. */
const { document } = parseHTML('<!doctype html><html><body></body></html>');

const WIDTHS = { wide: 860, narrow: 320 } as const;
/** The page for which a plot is rendered. */
export type Width = keyof typeof WIDTHS;

const COMMON: PlotOptions = {
  document: document as unknown as Exclude<PlotOptions['document'], undefined>,
  className: 'plot',
  style: { fontSize: '12px', overflow: 'visible' },
};

/** Renders a plot for each width. `label`: its text alternative. `options`: returns the plot for a width. */
export function renderPlot(label: string, options: (width: Width) => PlotOptions): string {
  const svgs = (Object.keys(WIDTHS) as Width[]).map((width) => {
    const plot: { outerHTML: string } = Plot.plot({ ...COMMON, width: WIDTHS[width], ...options(width) });
    return `<div class="${width}">${labelled(plot.outerHTML, label)}</div>`;
  });
  return `<figure>${svgs.join('\n')}</figure>`;
}

/** Replaces the ARIA labels of the parts of a plot by one label of the image. */
function labelled(svg: string, label: string): string {
  return svg
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/ aria-(?:label|hidden|description)="[^"]*"/g, '')
    .replace('<svg ', `<svg role="img" aria-label="${escaped(label)}" `);
}

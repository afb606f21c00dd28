import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { escaped } from './html.ts';

/**
 * Plots as inline SVG. Each is rendered for a wide and for a narrow page, since text in a scaled-down SVG is too small to
 * read; the style sheet shows one of them. Colours are variables of the style sheet.
 */

export type PlotOptions = Plot.PlotOptions;

/** The parts of a document that a plot needs. */
const { document } = parseHTML('<!doctype html><html><body></body></html>');

const WIDTHS = { wide: 860, narrow: 320 } as const;
export type Width = keyof typeof WIDTHS;

const COMMON: PlotOptions = {
  document: document as unknown as Exclude<PlotOptions['document'], undefined>,
  className: 'plot',
  style: { fontSize: '12px', overflow: 'visible' },
};

/** `label`: the text alternative. `options` gives the plot for a width. */
export function renderPlot(label: string, options: (width: Width) => PlotOptions): string {
  const svgs = (Object.keys(WIDTHS) as Width[]).map((width) => {
    const plot: { outerHTML: string } = Plot.plot({ ...COMMON, width: WIDTHS[width], ...options(width) });
    return `<div class="${width}">${labelled(plot.outerHTML, label)}</div>`;
  });
  return `<figure>${svgs.join('\n')}</figure>`;
}

/** The parts of a plot have labels that mean nothing to a reader; the plot is one image with one label. */
function labelled(svg: string, label: string): string {
  return svg
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/ aria-(?:label|hidden|description)="[^"]*"/g, '')
    .replace('<svg ', `<svg role="img" aria-label="${escaped(label)}" `);
}

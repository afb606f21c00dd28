import { randomFor } from '../world/random.ts';
import { type Html, html } from './html.ts';

export type Bar = { label: string; value: string; color: string; tooltext?: string; displayValue?: string };

/** The element of a chart: its data is JSON in an attribute. */
export function chart(id: string, className: string, config: Record<string, unknown>): Html {
  const json = JSON.stringify({ ...config, renderAt: id });
  return html`<div class="${className}" id="${id}" data-fusionchart-config="${json}"></div>`;
}

export function barChart(id: string, className: string, data: Bar[]): Html {
  return chart(id, className, {
    type: 'bar2D',
    dataSource: {
      chart: { yAxisMaxValue: '2.40', theme: 'fint' },
      data,
      trendlines: [{ line: [{ startvalue: '1.0', endvalue: '1.0', displayValue: 'Avg' }] }],
    },
  });
}

/** Chart ids are positive or negative numbers. */
export function chartId(...scope: (string | number)[]): string {
  return `uniqueChartId${randomFor(3, 'chart', ...scope).int(-999_999_999, 999_999_999)}`;
}

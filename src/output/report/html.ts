import { printable } from '../format.ts';

/** Parts of an HTML page. Every text from the database is passed through `escaped`. */

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for an element or an attribute in quotes; control and direction characters are visible. */
export function escaped(text: string | number): string {
  return printable(String(text)).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

const MAX_NAME = 60;

/** A name or message, cut to a length that a table can show. */
export function shortened(text: string, length = MAX_NAME): string {
  const characters = [...text];
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
}

/** A cell with a number is aligned to the right; null is empty. */
export type Cell = string | number | null;

/** Table with a head. `label` names it for screen readers; wide tables scroll in their own region. */
export type Table = { label: string; head: readonly string[]; rows: readonly (readonly Cell[])[] };

/** A table as HTML. Its first column has the headings of the rows. */
export function renderTable({ label, head, rows }: Table): string {
  const isNumber = head.map((_, column) => rows.some((row) => typeof row[column] === 'number'));
  const align = (column: number): string => (isNumber[column] === true ? ' class="number"' : '');
  const heads = head.map((text, column) => `<th scope="col"${align(column)}>${escaped(text)}</th>`).join('');
  const lines = rows.map(
    (row) => `<tr>${row.map((cell, column) => renderCell(cell, column, align(column))).join('')}</tr>`,
  );
  return `<div class="scroll" tabindex="0" role="region" aria-label="${escaped(label)}"><table>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines.join('\n')}
</tbody></table></div>`;
}

function renderCell(cell: Cell, column: number, attributes: string): string {
  const text =
    cell === null ? '' : escaped(typeof cell === 'number' ? cell.toLocaleString('en-GB') : shortened(cell, 300));
  return column === 0 ? `<th scope="row"${attributes}>${text}</th>` : `<td${attributes}>${text}</td>`;
}

/** A section of the report: a heading, a summary in a sentence, plots or tables, their numbers and queries. */
export type Section = {
  id: string;
  title: string;
  /** What the plot shows, in words. It is also the text alternative of the plot. */
  summary: string;
  /** Rendered plots or tables. */
  body: string;
  /** `n` and what is counted, below the plot. */
  caption?: string;
  numbers?: Table;
  queries: readonly string[];
};

/** A section as HTML. Numbers and queries can be unfolded. */
export function renderSection({ id, title, summary, body, caption, numbers, queries }: Section): string {
  const parts = [
    `<h3>${escaped(title)}</h3>`,
    `<p>${escaped(summary)}</p>`,
    body,
    caption === undefined ? '' : `<p class="caption">${escaped(caption)}</p>`,
    renderDetails({ title, numbers, queries }),
  ];
  return `<section id="${escaped(id)}">\n${parts.filter((part) => part !== '').join('\n')}\n</section>`;
}

type Details = { title: string; numbers: Table | undefined; queries: readonly string[] };

function renderDetails({ title, numbers: given, queries }: Details): string {
  const numbers = given !== undefined && given.rows.length > 0 ? given : undefined;
  const table = numbers === undefined ? '' : `${renderTable(numbers)}\n`;
  const codes = queries.map(
    (sql, index) =>
      `<pre tabindex="0" role="region" aria-label="${escaped(title)}: query ${index + 1} of ${queries.length}"><code>${escaped(sql)}</code></pre>`,
  );
  const head = numbers === undefined ? 'Query' : 'Numbers and query';
  return `<details><summary>${head}<span class="hidden">: ${escaped(title)}</span></summary>\n${table}${codes.join('\n')}\n</details>`;
}

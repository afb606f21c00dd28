import type { PageDiffDocument } from './documents/page-diff.ts';
import { formatCount, pluralize } from './format.ts';

/** The text shows this many entries of each list; `--json` has all. */
const MAX_LISTED = 15;
const MAX_FIELDS = 3;

type Change = { change: 'vanished' | 'appeared' };
type Token = PageDiffDocument['tokens'][number];
type Block = PageDiffDocument['blocks'][number];
type Field = PageDiffDocument['fields'][number];

/** The text of `parse --diff`: the two pages, then the fields, names and blocks that differ. */
export function renderPageDiff({ kind, good, bad, tokens, blocks, fields }: PageDiffDocument): string {
  const sections = [
    section('Fields that differ, good → bad', fields.map(fieldRow)),
    section('Classes, ids and data attributes that vanished', only(tokens, 'vanished').map(tokenRow)),
    section('Classes, ids and data attributes that appeared', only(tokens, 'appeared').map(tokenRow)),
    section('Blocks that vanished', only(blocks, 'vanished').map(blockRow)),
    section('Blocks that appeared', only(blocks, 'appeared').map(blockRow)),
  ].filter((text) => text !== '');
  const nothing = sections.length === 0 ? ['No difference in the markup or in the fields that are read.'] : [];
  return [`${kind}\n${pageLine('good', good)}\n${pageLine('bad', bad)}`, ...sections, ...nothing].join('\n\n');
}

function only<Each extends Change>(changes: readonly Each[], change: Change['change']): Each[] {
  return changes.filter((each) => each.change === change);
}

function pageLine(name: string, { file, id, error }: PageDiffDocument['good']): string {
  const outcome = error === null ? 'read' : `not read: ${error}`;
  return `  ${name.padEnd(4)}  ${file} (id ${id ?? 'unknown'}): ${outcome}`;
}

/** The two columns of a list. */
type Row = [name: string, text: string];

function tokenRow({ name, count, within, change, counterpart, fields }: Token): Row {
  const place = within === null ? '' : ` in ${within}`;
  const renamed = change === 'vanished' ? 'perhaps renamed to' : 'perhaps renamed from';
  return [
    name,
    [
      `${pluralize(count, 'element')}${place}`,
      ...(counterpart === null ? [] : [`${renamed} ${counterpart}`]),
      ...fieldList(fields),
    ].join('; '),
  ];
}

function blockRow({ name, count, fields }: Block): Row {
  return [name, [pluralize(count, 'element'), ...fieldList(fields)].join('; ')];
}

function fieldList(fields: readonly string[]): string[] {
  if (fields.length === 0) return [];
  const rest = fields.length - MAX_FIELDS;
  const more = rest > 0 ? ` and ${pluralize(rest, 'more field')}` : '';
  return [`read for ${fields.slice(0, MAX_FIELDS).join(', ')}${more}`];
}

function fieldRow({ field, good, bad, selector, file }: Field): Row {
  const place = selector === null || file === null ? [] : [`${selector} in ${file}`];
  return [field, [`${stateText(good)} → ${stateText(bad)}`, ...place].join('; ')];
}

function stateText({ filled, empty, withheld, failed }: Field['good']): string {
  if (failed) return 'fails the page';
  const parts = [
    ...(filled > 0 ? [pluralize(filled, 'value')] : []),
    ...(empty > 0 ? [pluralize(empty, 'NULL')] : []),
    ...(withheld > 0 ? [`${pluralize(withheld, 'row')} omitted`] : []),
  ];
  return parts.join(', ') || 'nothing';
}

/** A title with the number of rows, and the first rows in two columns; empty without rows. */
function section(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const shown = rows.slice(0, MAX_LISTED);
  const widest = Math.max(...shown.map(([name]) => name.length));
  const lines = shown.map(([name, text]) => `  ${name.padEnd(widest)}  ${text}`);
  const rest = rows.length - shown.length;
  if (rest > 0) lines.push(`  and ${formatCount(rest)} more, which --json lists`);
  return `${title}: ${formatCount(rows.length)}\n${lines.join('\n')}`;
}

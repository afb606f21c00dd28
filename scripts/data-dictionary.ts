import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { GRAINS, isFlag, VALUES, VIEWS, type ViewDescription } from '../src/dictionary.ts';
import { KAGGLE_FILES } from '../src/export/kaggle/files.ts';
import { PUBLIC_TABLES } from '../src/records.ts';
import { openDatabase } from '../src/store/database.ts';
import { toColumn } from '../src/store/sql.ts';

/** Writes docs/data-dictionary.md from the records and the schema, so that they cannot differ. */

const FILE = fileURLToPath(new URL('../docs/data-dictionary.md', import.meta.url));

const INTRODUCTION = `# Data dictionary

The tables and views of \`<data-dir>/hltv.db\` that queries and notebooks may rely on. Generated from \`src/records.ts\` and
\`src/dictionary.ts\` by \`node scripts/data-dictionary.ts\`; a test compares it with both and the database.

Ids are HLTV's. \`*_at_ms\` are Unix milliseconds UTC, percentages are numbers 0-100, booleans are 0 or 1, a missing
value is NULL, never 0 and never ''. Sides are \`ct\` and \`t\`. team1 and team2 are the left and right team of the match
overview, regardless of the order on other pages. The columns in bold are the primary key.

Values come from the match overview. Another page is named in parentheses: results listing (listing), line-ups of the
overview (line-ups), map stats, performance and economy page of a map. Where several are named, map stats comes first,
then the overview, then performance. A column is NULL until one of its pages is stored, and when the page does not show it.

Note: pistol rounds have the buy type \`full_eco\` (\`is_pistol\` marks them), and most economy pages do not include
overtime, so that overtime rounds have rows in \`rounds\` but not in \`round_economy\`.
`;

function typeOf(schema: z.ZodType): string {
  const isNullable = schema.safeParse(null).success;
  const inner = isNullable ? (schema as z.ZodNullable<z.ZodType>).unwrap() : schema;
  return `${nameOf(inner)}${isNullable ? ' or NULL' : ''}`;
}

function nameOf(schema: z.ZodType): string {
  const { type } = schema.def;
  if (type === 'enum') return (schema as z.ZodEnum).options.map((value) => `\`${value}\``).join(' ');
  if (type === 'number' && (schema as z.ZodNumber).isInt) return 'integer';
  return type === 'string' ? 'text' : type === 'boolean' ? '0/1' : type;
}

type Column = { name: string; isKey: boolean; type: string; meaning: string };

function section(title: string, paragraphs: string[], columns: Column[]): string {
  const rows = columns.map(({ name, isKey, type, meaning }) => {
    const column = isKey ? `**\`${name}\`**` : `\`${name}\``;
    return `| ${column} | ${type} | ${meaning} |`;
  });
  return [`## ${title}`, ...paragraphs, ['| column | type | meaning |', '|---|---|---|', ...rows].join('\n')].join(
    '\n\n',
  );
}

function tableSections(): string[] {
  return Object.entries(PUBLIC_TABLES).map(([table, { schema, key }]) => {
    const columns = Object.entries(schema.shape).map(([field, column]) => ({
      name: toColumn(field),
      isKey: (key as readonly string[]).includes(field),
      type: typeOf(column),
      meaning: column.description ?? '',
    }));
    return section(table, [GRAINS[table as keyof typeof GRAINS]], columns);
  });
}

type Info = { name: string; type: string };

/** Names and types as the database has them. */
function viewSections(): string[] {
  const database = openDatabase({ file: ':memory:', readOnly: false, clock: () => 0 });
  const sections = Object.entries(VIEWS).map(([view, { grain, notes, key, columns }]: [string, ViewDescription]) => {
    const infos = database.pragma(`table_info(${view})`) as Info[];
    return section(
      view,
      [`View. ${grain}`, notes],
      infos.map(({ name, type }) => ({
        name,
        isKey: key.includes(name),
        type: typeOfColumn(view, { name, type, meaning: columns[name] ?? '' }),
        meaning: columns[name] ?? '',
      })),
    );
  });
  database.close();
  return sections;
}

/** A column whose description contains NULL or a page can be NULL. */
const OF_NULLABLE = /NULL|\((listing|line-ups|overview|map stats|performance|economy)/;

function typeOfColumn(view: string, { name, type, meaning }: Omit<Column, 'isKey'>): string {
  const values = VALUES[view]?.[name] ?? VALUES.any?.[name];
  const plain = isFlag(view, name) ? '0/1' : ({ INTEGER: 'integer', INT: 'integer', REAL: 'number' }[type] ?? 'text');
  const named = values === undefined ? plain : values.map((value) => `\`${value}\``).join(' ');
  return OF_NULLABLE.test(meaning) ? `${named} or NULL` : named;
}

const KAGGLE = `# Files of the Kaggle set

\`export --set kaggle\` writes four files with names, columns and grain of the Kaggle set "csgo-professional-matches". Where
the meaning of a column of the original is not certain, this is our reading of it. \`<n>\` stands for a number: of a round
from 1 to 30, or of a map from 1 to 3. Missing is empty.`;

/** Columns that differ only in a number are one line. */
function kaggleSections(): string[] {
  return Object.entries(KAGGLE_FILES).map(([name, { description, columns }]) => {
    const lines = new Map<string, Column>();
    for (const { name: column, type, description: meaning } of columns) {
      const pattern = column
        .replace(/^\d+(?=_)/, '<n>')
        .replace(/^m\d(?=_)/, 'm<n>')
        .replace(/^map_\d$/, 'map_<n>');
      const plain = { int32: 'integer', int64: 'integer', double: 'number', boolean: '0/1', text: 'text' }[type];
      const general = pattern === column ? meaning : meaning.replace(/(round|map|map number) \d+/, '$1 n');
      if (!lines.has(pattern)) lines.set(pattern, { name: pattern, isKey: false, type: plain, meaning: general });
    }
    return section(`${name} (Kaggle)`, [description], [...lines.values()]);
  });
}

/** The content of docs/data-dictionary.md. */
export function renderDataDictionary(): string {
  const views = ['# Views for analysts', ...viewSections()];
  return `${[INTRODUCTION.trimEnd(), ...tableSections(), ...views, KAGGLE, ...kaggleSections()].join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, renderDataDictionary());

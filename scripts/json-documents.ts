import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { Diagnosis } from '../src/output/documents/diagnosis.ts';
import { ExportManifest } from '../src/output/documents/export-manifest.ts';
import { ExportSummary } from '../src/output/documents/export-summary.ts';
import { PageDiffDocument } from '../src/output/documents/page-diff.ts';
import { ParsedPage } from '../src/output/documents/parsed-page.ts';
import { PlanDocument } from '../src/output/documents/plan.ts';
import { ProgressLine } from '../src/output/documents/progress-line.ts';
import { ReparseSummary } from '../src/output/documents/reparse.ts';
import { ReportSummary } from '../src/output/documents/report-summary.ts';
import { RunSummary } from '../src/output/documents/run-summary.ts';
import { Status } from '../src/output/documents/status.ts';
import { VerificationLine } from '../src/output/documents/verification.ts';

/** Writes docs/json.md from the schemas of the documents, so that the two cannot differ. */

const FILE = fileURLToPath(new URL('../docs/json.md', import.meta.url));

const INTRODUCTION = `# JSON documents

With \`--json\` the commands print one document on stdout. This list is generated from \`src/output/documents/\` by
\`node scripts/json-documents.ts\`; tests compare it with the schemas, and the output of the program with the schemas.

\`*AtMs\` are Unix milliseconds UTC, other \`*Ms\` are durations. \`[]\` means every element of a list, \`<…>\` every
key. Later versions may add fields; existing fields keep their meaning.
`;

const DOCUMENTS: { title: string; schema: z.ZodType; opaque?: string[] }[] = [
  { title: '`scrape`, `import`, `demo`', schema: RunSummary },
  { title: '`scrape --dry-run`', schema: PlanDocument },
  { title: '`status`', schema: Status },
  { title: '`parse`', schema: z.array(ParsedPage), opaque: ['[].record'] },
  { title: '`parse --diff`', schema: PageDiffDocument },
  { title: '`export`', schema: ExportSummary },
  { title: '`manifest.json` of an export', schema: ExportManifest },
  { title: '`reparse`', schema: ReparseSummary },
  { title: '`verify` (one document per line)', schema: VerificationLine },
  { title: '`report`', schema: ReportSummary },
  { title: '`doctor`', schema: Diagnosis },
  { title: '`--progress json` (stderr, one document per line)', schema: ProgressLine },
];

type Node = {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  title?: string;
  description?: string;
  anyOf?: Node[];
  oneOf?: Node[];
  items?: Node;
  properties?: Record<string, Node>;
  additionalProperties?: Node | boolean;
  propertyNames?: Node;
};
type Row = { path: string; types: string[]; meaning: string };

/** The content of docs/json.md. */
export function renderJsonDocuments(): string {
  const sections = DOCUMENTS.map(({ title, schema, opaque = [] }) => {
    const rows = rowsOf(z.toJSONSchema(schema, { reused: 'inline' }) as Node, '', opaque);
    const lines = distinct(rows.map(({ path }) => path)).map((path) => lineOf(path, rows));
    return `## ${title}\n\n| field | type | meaning |\n|---|---|---|\n${lines.join('\n')}\n`;
  });
  return [INTRODUCTION, ...sections].join('\n');
}

const distinct = (texts: string[]): string[] => [...new Set(texts)].filter((text) => text !== '');

/** One line for a field, which several alternatives of a document may have. */
function lineOf(path: string, rows: Row[]): string {
  const same = rows.filter((row) => row.path === path);
  const types = distinct(same.flatMap((row) => row.types)).join(' or ');
  return `| \`${path}\` | ${types} | ${distinct(same.map((row) => row.meaning)).join('; ')} |`;
}

function rowsOf(node: Node, path: string, opaque: string[]): Row[] {
  const own = path === '' ? [] : [{ path, types: typesOf(node), meaning: node.description ?? '' }];
  return opaque.includes(path) ? own : [...own, ...childrenOf(node, path, opaque)];
}

function childrenOf(node: Node, path: string, opaque: string[]): Row[] {
  const { properties = {}, items, additionalProperties } = node;
  const prefix = path === '' ? '' : `${path}.`;
  const ofMembers = Object.entries(properties).flatMap(([name, child]) => rowsOf(child, `${prefix}${name}`, opaque));
  const ofItems = items === undefined ? [] : childrenOf(items, `${path}[]`, opaque);
  const isMap = typeof additionalProperties === 'object';
  const ofValues = isMap ? rowsOf(additionalProperties, `${prefix}<${keyOf(node)}>`, opaque) : [];
  return [
    ...ofMembers,
    ...ofItems,
    ...ofValues,
    ...alternatives(node).flatMap((each) => childrenOf(each, path, opaque)),
  ];
}

const alternatives = (node: Node): Node[] => node.anyOf ?? node.oneOf ?? [];
const keyOf = ({ propertyNames }: Node): string => propertyNames?.title ?? 'key';

const NAMES: Record<string, string> = { array: 'list', string: 'text' };

function typesOf(node: Node): string[] {
  const inner = alternatives(node);
  if (inner.length > 0) return inner.flatMap(typesOf);
  if (node.const !== undefined) return [`\`${String(node.const)}\``];
  if (node.enum !== undefined) return node.enum.map((value) => `\`${String(value)}\``);
  const keys = node.propertyNames?.enum;
  if (keys !== undefined) return [`object with ${keys.map((key) => `\`${String(key)}\``).join(', ')}`];
  return [node.type ?? 'any'].flat().map((type) => NAMES[type] ?? type);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, renderJsonDocuments());

import { renderMarkdown, type Section } from './table.ts';

/** docs/benchmarks.md: an introduction, then one section for each part that was measured. */

/** `machine`: one line with processor, memory, system and versions. */
export type Measured = {
  part: string;
  summary: string;
  command: string;
  date: string;
  machine: string;
  section: Section;
};

const INTRODUCTION = `# Benchmarks

Written by \`npm run bench\`; do not edit. \`npm run bench -- <part>\` measures one part again and replaces its section.
"Ours" and the reference are measured in turn in the same run, and the table shows medians. Other machines give other times; compare
the ratios. \`NO\` in the last column: over the budget. Parts that read real pages take them from the folder that
\`HLTV_CORPUS\` names; they are not part of the project, and without them only pages of the built-in replica are measured.`;

export function renderSection({ part, summary, command, date, machine, section }: Measured): string {
  const { tables, notes } = section;
  const blocks = [
    `## ${part}`,
    summary,
    `\`${command}\`, ${date}: ${machine}.`,
    ...tables.map(renderMarkdown),
    ...(notes.length === 0 ? [] : [notes.map((note) => `- ${note}`).join('\n')]),
  ];
  return blocks.join('\n\n');
}

/** The parts that a document has sections of, in its order. */
export function partsIn(document: string): string[] {
  return sectionsOf(document).map(({ part }) => part);
}

/** The document with this section in place of the earlier one of its part. Sections are in the order of `parts`. */
export function withSection(document: string, measured: Measured, parts: readonly string[]): string {
  const others = sectionsOf(document).filter(({ part }) => part !== measured.part && parts.includes(part));
  const all = [...others, { part: measured.part, text: renderSection(measured) }];
  const inOrder = all.toSorted((one, other) => parts.indexOf(one.part) - parts.indexOf(other.part));
  return `${[INTRODUCTION, ...inOrder.map(({ text }) => text)].join('\n\n')}\n`;
}

function sectionsOf(document: string): { part: string; text: string }[] {
  return document
    .split(/^(?=## )/m)
    .slice(1)
    .map((text) => ({ part: /^## (\S+)/.exec(text)?.[1] ?? '', text: text.trimEnd() }));
}

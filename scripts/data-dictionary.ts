import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { z } from 'zod';
import { PUBLIC_TABLES } from '../src/records.ts';
import { toColumn } from '../src/store/sql.ts';

/** Writes docs/data-dictionary.md from the records, so that the two cannot differ. */

const FILE = fileURLToPath(new URL('../docs/data-dictionary.md', import.meta.url));

const INTRODUCTION = `# Data dictionary

The tables of \`<data-dir>/hltv.db\` that queries and notebooks may rely on. Generated from \`src/records.ts\` by
\`node scripts/data-dictionary.ts\`; a test holds it against the records and the database.

Ids are HLTV's. \`*_at_ms\` are Unix milliseconds UTC, percentages are numbers 0-100, booleans are 0 or 1, absent is NULL,
never 0 and never ''. team1 and team2 are the left and right team of the match overview, whatever order other pages use.
The columns in bold are the primary key.
`;

/** What each table holds, one row per what. */
const GRAINS: Record<keyof typeof PUBLIC_TABLES, string> = {
  matches: 'One row per match whose overview page is stored.',
  vetoes: 'One row per step of the veto.',
  lineups: 'One row per match and announced player.',
  maps: 'One row per map of a match, played or not.',
  player_map_stats: 'One row per player, map and side (`both`, `ct`, `t`).',
  rounds: 'One row per played round.',
  round_economy: 'One row per round and team.',
  kill_matrix: 'One row per map, kind, killer and victim; zeros included.',
  teams: 'One row per team, with its latest known name.',
  players: 'One row per player, with the latest known names.',
  events: 'One row per event, with its latest known name.',
};

const VIEWS = `## Views for analysts

| view | one row per |
|---|---|
| \`match_results\` | finished match, with winner and event |
| \`team_match_facts\` | finished match and team: result, maps and rounds won and lost, both ranks |
| \`team_map_facts\` | played map and team: rounds by side, pistol rounds, first kills, rounds and wins per buy type |
| \`player_map_facts\` | player and map (side both), with map, opponent, event, date and result |
| \`player_side_facts\` | player, map and side (ct, t) |
| \`round_economy_facts\` | round and team: what both teams bought |
| \`veto_facts\` | step of a veto, with date, teams and what came of the map |
| \`veto_summary\` | team and map: how often it was removed, picked, left over, played and won |
| \`listed_matches\` | match in the results listing, fetched or not, with its state |
`;

function typeOf(schema: z.ZodType): string {
  const isNullable = schema.safeParse(null).success;
  const inner = isNullable ? (schema as z.ZodNullable<z.ZodType>).unwrap() : schema;
  const { type } = inner.def;
  const name = type === 'enum' || type === 'string' ? 'text' : type === 'boolean' ? '0/1' : type;
  const isWhole = type === 'number' && (inner as z.ZodNumber).isInt;
  return `${isWhole ? 'integer' : name}${isNullable ? ' or NULL' : ''}`;
}

export function renderDataDictionary(): string {
  const tables = Object.entries(PUBLIC_TABLES).map(([table, { schema, key }]) => {
    const rows = Object.entries(schema.shape).map(([field, column]) => {
      const name = `\`${toColumn(field)}\``;
      const isKey = (key as readonly string[]).includes(field);
      return `| ${isKey ? `**${name}**` : name} | ${typeOf(column)} | ${column.description ?? ''} |`;
    });
    return `## ${table}\n\n${GRAINS[table as keyof typeof GRAINS]}\n\n| column | type | meaning |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return [INTRODUCTION, ...tables, VIEWS].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(FILE, renderDataDictionary());

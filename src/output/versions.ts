type Versions = { program: string; node: string; sqlite: string; schema: number };

/** The versions that a report of a problem needs, one per line. */
export function renderVersions({ program, node, sqlite, schema }: Versions): string {
  return [`hltv-scraper ${program}`, `Node.js ${node}`, `SQLite ${sqlite}`, `database schema ${schema}`].join('\n');
}

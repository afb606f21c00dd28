import type { StoreContext } from './sql.ts';

/** The site from which the data of the database was fetched. */

/** Has a row when the database has pages, targets or listing entries. */
const HAS_DATA = `SELECT 1 FROM pages UNION ALL SELECT 1 FROM targets UNION ALL SELECT 1 FROM listing_entries LIMIT 1`;

/** Host and path of the site, or `demo`; null for an empty database. */
export function find({ sql }: StoreContext): string | null {
  if (sql.find(HAS_DATA) === undefined) return null;
  const marked = sql.find<{ site: string }>('SELECT site FROM source_site');
  return marked?.site ?? siteOfRuns({ sql }) ?? siteOfPages({ sql }) ?? HLTV;
}

/** Records the site; in a database that is not empty it must be the one that `find` returns. */
export function save({ sql }: StoreContext, site: string): void {
  sql.run('INSERT OR REPLACE INTO source_site (id, site) VALUES (1, ?)', [site]);
}

const HLTV = 'www.hltv.org';

/** For databases without a recorded site: `demo` when all runs were demos. */
function siteOfRuns({ sql }: Pick<StoreContext, 'sql'>): string | null {
  const commands = sql.list<{ command: string }>('SELECT DISTINCT command FROM runs').map(({ command }) => command);
  return commands.length > 0 && commands.every((command) => command === 'demo') ? 'demo' : null;
}

/** For databases without a recorded site: by the newest fetched page. */
function siteOfPages({ sql }: Pick<StoreContext, 'sql'>): string | null {
  const page = sql.find<{ url: string }>(
    `SELECT url FROM pages WHERE transport IN ('fetch', 'navigate') ORDER BY fetched_at_ms DESC LIMIT 1`,
  );
  if (page === undefined || !URL.canParse(page.url)) return null;
  const { host, hostname, pathname } = new URL(page.url);
  const prefix = /^(.*?)\/(?:matches|stats|results)(?:\/|$)/.exec(pathname)?.[1] ?? '';
  return /(?:^|\.)hltv\.org$/.test(hostname) ? HLTV : `${host}${prefix}`;
}

import { asHtml } from './pages.ts';

/** What may be asked of the site, and nothing else. */
export const PATHS =
  /^\/(?:results\?offset=\d+|matches\/\d+\/[\w.~-]+|stats\/matches\/(?:performance\/|economy\/)?mapstatsid\/\d+\/[\w.~-]+)$/;

/** Every link to a match or to statistics becomes a detour, in the page's own part. */
export function withDetours(html: string, detour: (path: string, id: string) => string): string {
  const start = html.indexOf('contentCol');
  const links = /href="((?:\/matches|\/stats\/matches\/[a-z/]*mapstatsid)\/(\d+)\/[^"#]*)"/g;
  const bent = html.slice(start).replace(links, (_, path, id) => `href="${asHtml(detour(path, id))}"`);
  return html.slice(0, start) + bent;
}

import type { PageKind } from '../../page-kinds.ts';
import type { Capture } from './page-request.ts';

export type CaptureInput = { kind: PageKind; capture: Capture; url: string; origin: string };

/** Changes a served page as a browser does that loads and saves it. */
export function asCaptured(page: string, input: CaptureInput): string {
  if (input.capture === 'served') return page;
  return input.capture === 'dom-dump' ? domDump(page, input.kind) : browserSaved(page, input);
}

/** The DOM of an automated browser as text: no doctype; charts are drawn on stats pages. */
function domDump(page: string, kind: PageKind): string {
  const bare = page.replace('<!DOCTYPE html>\n', '');
  if (kind === 'results' || kind === 'match') return bare;
  return drawnCharts(withTableBodies(bare).replace('class="preload ', 'class="'), 'worker-ignore');
}

/** "Save page as, complete": absolute links, local images, table bodies, trimmed classes, regrouped days. */
function browserSaved(page: string, { url, origin }: CaptureInput): string {
  const comment = `<!-- saved from url=(${String(url.length).padStart(4, '0')})${url} -->`;
  const steps = [
    (text: string) => text.replace('<!DOCTYPE html>\n', `<!DOCTYPE html>\n${comment}\n`),
    (text: string) => text.replace('class="preload ', 'class="'),
    withTableBodies,
    (text: string) => absoluteLinks(text, { url, origin }),
    localImages,
    (text: string) =>
      text.replace(/<span class="standard-headline">([^<]*)<\/span>/g, '<div class="standard-headline">$1</div>'),
    (text: string) =>
      text.replace(/ class="([^"]*)"/g, (_, names: string) => ` class="${names.trim().replace(/ +/g, ' ')}"`),
    (text: string) =>
      text.replace(
        /data-inline-style='\{"width":"([^"]*)"\}'/g,
        (all, width: string) => `${all} style="width: ${width};"`,
      ),
    (text: string) => drawnCharts(text, 'div'),
  ];
  return steps.reduce((text, step) => step(text), page);
}

function withTableBodies(page: string): string {
  return page.replace(/(<table\b[^>]*>)([\s\S]*?)<\/table>/g, (all, open: string, content: string) =>
    /^\s*<t(?:head|body)/.test(content) ? all : `${open}<tbody>${content}</tbody></table>`,
  );
}

function absoluteLinks(page: string, { url, origin }: { url: string; origin: string }): string {
  return page.replace(/<a\b[^>]*>/g, (tag) =>
    tag.replace(/ href="([/#])/, (_, first: string) => ` href="${first === '#' ? `${url}#` : `${origin}/`}`),
  );
}

/** Only the file name stays; another file of the same name gets a number. */
function localImages(page: string): string {
  const names = new Map<string, string>();
  const taken = new Map<string, number>();
  return page.replace(/ (src|href)="(\/(?:img|js|css)\/[^"]*)"/g, (_, attribute: string, source: string) => {
    const name = names.get(source) ?? freeName(source, taken);
    names.set(source, name);
    return ` ${attribute}="./page_files/${name}"`;
  });
}

function freeName(source: string, taken: Map<string, number>): string {
  const file = (source.split('?')[0] ?? '').split('/').at(-1) ?? '';
  const count = taken.get(file) ?? 0;
  taken.set(file, count + 1);
  return count === 0 ? file : file.replace(/(\.[a-z]+)$/, `(${count})$1`);
}

function drawnCharts(page: string, tag: string): string {
  return page.replace(
    /<div (class="graph[^"]*" id="[^"]*" data-fusionchart-config="[^"]*")><\/div>/g,
    `<${tag} $1><span class="fusioncharts-container"><svg width="300" height="200"><g><text>1.00</text></g></svg></span></${tag}>`,
  );
}

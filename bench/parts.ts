import type { Section } from './table.ts';

/** Measures and returns its tables. `args`: numbers from the command line, for other sizes than the default. */
export type Measure = (args: number[]) => Section | Promise<Section>;

/** `isLong`: runs only when it is named. */
type Part = { summary: string; isLong: boolean; load: () => Promise<{ default: Measure }> };

/** The parts in the order of the document. */
export const PARTS: Record<string, Part> = {
  parse: {
    summary: 'Reading a page (identify, parse, validate) against only building its tree by the HTML standard.',
    isLong: false,
    load: () => import('./parse.ts'),
  },
  fetch: {
    summary:
      'CPU of this program and the browser for one page: fetched inside an open page, or opened, against a visit in which the browser loads and renders everything.',
    isLong: false,
    load: () => import('./fetch.ts'),
  },
  pace: {
    summary: 'Duration of a crawl with pauses against the sum of its pauses and the response times of the site.',
    isLong: false,
    load: () => import('./pace.ts'),
  },
  pipeline: {
    summary:
      'A whole crawl of the replica without pauses through a real browser, everything stored, against bare fetches of the same pages by scripts inside the same browser, each started by the program through a pipe.',
    isLong: false,
    load: () => import('./pipeline.ts'),
  },
  reparse: {
    summary: 'Parsing an archive again against only unpacking the same files, and on two cores against one.',
    isLong: false,
    load: () => import('./reparse.ts'),
  },
  scale: {
    summary: 'Queries on the views of a large database, and the path of a page through a large database.',
    isLong: false,
    load: () => import('./scale.ts'),
  },
  start: {
    summary: 'Start of the built program for short commands, against a Node process that does nothing.',
    isLong: false,
    load: () => import('./start.ts'),
  },
  archive: {
    summary: 'Size of the archived pages by kind and method of compression, and of an archive of the whole CS2 era.',
    isLong: false,
    load: () => import('./archive.ts'),
  },
  peers: {
    summary: 'The npm packages `hltv` and `hltv-next` on the same pages: times, and values that are not the true ones.',
    isLong: false,
    load: () => import('./peers.ts'),
  },
  save: {
    summary: 'What a match takes in the database, and the CPU that it costs to save its pages.',
    isLong: true,
    load: () => import('./save.ts'),
  },
  export: {
    summary: 'Rows per second and peak memory of `export` for every format.',
    isLong: true,
    load: () => import('./export.ts'),
  },
  memory: {
    summary: 'Memory of the program and its browser during a long run.',
    isLong: true,
    load: () => import('./memory.ts'),
  },
};

import type { Random } from '../reliability/seeded.ts';

/** When a life of the program is ended. */
export type Moment =
  /** So long after the start: modules are loaded, the database is made and migrated, the browser is found. */
  | { type: 'start'; afterMs: number }
  /** So long after the nth request for a page: fetching, archiving, parsing. */
  | { type: 'request'; nth: number; afterMs: number }
  /** At the nth step of a kind inside the program: statements in and between transactions, files of the archive. */
  | { type: 'step'; step: Step; nth: number }
  /** So long after its last words, which come after so many pages: the browser is closed, the WAL brought in. */
  | { type: 'end'; afterPages: number; afterMs: number };

const STEPS = ['statement', 'before-commit', 'after-commit', 'file', 'torn-file'] as const;
type Step = (typeof STEPS)[number];

/** Most of a step that a life reaches before it is ended. */
const MOST: Record<Step, number> = {
  statement: 6000,
  'before-commit': 30,
  'after-commit': 30,
  file: 60,
  'torn-file': 12,
};

const KINDS = ['start', 'request', 'request', 'step', 'step', 'end'] as const;

/** A moment of a kind by chance. */
export function momentOf(random: Random): Moment {
  switch (random.pick(KINDS)) {
    case 'start':
      return { type: 'start', afterMs: random.int(0, 1500) };
    case 'request':
      return { type: 'request', nth: random.int(1, 10), afterMs: random.int(0, 60) };
    case 'step': {
      const step = random.pick(STEPS);
      // As many early ones as late ones: the first are those of a start.
      return { type: 'step', step, nth: Math.ceil(MOST[step] ** random.next()) };
    }
    case 'end':
      return { type: 'end', afterPages: random.int(1, 6), afterMs: random.int(0, 120) };
  }
}

/** A moment while the database is made: each migration is a transaction of its own. */
export function birthMoment(random: Random): Moment {
  const step = random.pick(['statement', 'before-commit', 'after-commit'] as const);
  return { type: 'step', step, nth: random.int(1, step === 'statement' ? 20 : 6) };
}

export const nameOf = (moment: Moment): string => (moment.type === 'step' ? moment.step : moment.type);

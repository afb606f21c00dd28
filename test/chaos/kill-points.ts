import type { Random } from '../reliability/seeded.ts';

/** When a run of the program is ended. */
export type KillPoint =
  /** This long after the start: modules are loaded, the database is created and migrated, the browser is located. */
  | { type: 'start'; afterMs: number }
  /** This long after the nth request for a page: fetching, archiving, parsing. */
  | { type: 'request'; nth: number; afterMs: number }
  /** At the nth step of a kind inside the program: statements in and between transactions, file operations of the archive. */
  | { type: 'step'; step: Step; nth: number }
  /** This long after its closing line, which comes after this many pages: the browser is closed, the WAL is checkpointed. */
  | { type: 'end'; afterPages: number; afterMs: number };

const STEPS = ['statement', 'before-commit', 'after-commit', 'file', 'torn-file'] as const;
type Step = (typeof STEPS)[number];

/** Highest number of each step at which a run is ended. */
const MAX_STEP: Record<Step, number> = {
  statement: 6000,
  'before-commit': 30,
  'after-commit': 30,
  file: 60,
  'torn-file': 12,
};

const KINDS = ['start', 'request', 'request', 'step', 'step', 'end'] as const;

/** A random kill point. */
export function drawKillPoint(random: Random): KillPoint {
  switch (random.pick(KINDS)) {
    case 'start':
      return { type: 'start', afterMs: random.int(0, 1500) };
    case 'request':
      return { type: 'request', nth: random.int(1, 10), afterMs: random.int(0, 60) };
    case 'step': {
      const step = random.pick(STEPS);
      // Low numbers are as likely as high ones: the first steps are those of a start.
      return { type: 'step', step, nth: Math.ceil(MAX_STEP[step] ** random.next()) };
    }
    case 'end':
      return { type: 'end', afterPages: random.int(1, 6), afterMs: random.int(0, 120) };
  }
}

/** A random kill point while the database is created: each migration is a transaction of its own. */
export function startupKillPoint(random: Random): KillPoint {
  const step = random.pick(['statement', 'before-commit', 'after-commit'] as const);
  return { type: 'step', step, nth: random.int(1, step === 'statement' ? 20 : 6) };
}

export const nameOf = (killPoint: KillPoint): string => (killPoint.type === 'step' ? killPoint.step : killPoint.type);

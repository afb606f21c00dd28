import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Folders whose files take longest: browsers and the built program. A file that starts last should end soon. */
const LONG = ['reliability', 'e2e', 'commands', 'saved', 'fetch', 'hostile'];

/**
 * Starts with the test files that take longest, so that at the end no worker is alone with one of them. Before them come
 * those with a process of their own: in between, they would end the process that the others share.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rank(a) - rank(b));
  }
}

function rank({ moduleId, project }: TestSpecification): number {
  if (project.config.isolate) return -1;
  const at = LONG.findIndex((folder) => moduleId.includes(`/test/${folder}/`));
  return at < 0 ? LONG.length : at;
}

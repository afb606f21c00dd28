import { z } from 'zod';

/** What one check of `doctor` found. */
const Diagnosed = z.strictObject({
  name: z.string().describe('name of the check'),
  isWell: z.boolean().describe('false: something has to be done'),
  text: z.string().describe('what was found; what to do'),
});
export type Diagnosed = z.infer<typeof Diagnosed>;

/** The document of `doctor --json`: the checks in their order. */
export const Diagnosis = z.array(Diagnosed);
export type Diagnosis = z.infer<typeof Diagnosis>;

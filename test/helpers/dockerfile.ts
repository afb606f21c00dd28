/** An instruction of a Dockerfile: `RUN`, with what follows; `stage` counts from 0. */
export type Instruction = { name: string; text: string; stage: number };

/** The instructions of a Dockerfile, without comments, with their continuation lines joined. */
export function parseDockerfile(text: string): Instruction[] {
  const lines = text
    .split('\n')
    .filter((line) => !/^\s*#/.test(line))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  let stage = -1;
  return lines.map((line) => {
    const [, name = '', rest = ''] = /^(\w+)\s+(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stage += 1;
    return { name, text: rest, stage };
  });
}

/** The arguments of an instruction in exec form; null: it is in shell form. */
export function execForm(text: string): string[] | null {
  const json = text.slice(text.indexOf('['));
  return text.includes('[') ? JSON.parse(json) : null;
}

/** The files that COPY takes from the build context. */
export function copiedFiles(instructions: readonly Instruction[]): string[] {
  return instructions
    .filter(({ name, text }) => name === 'COPY' && !text.includes('--from='))
    .flatMap(({ text }) => text.split(/\s+/).slice(0, -1));
}

/** Whether a file of the context reaches the builder. `patterns` are the lines of .dockerignore; the last match decides. */
export function isInContext(file: string, patterns: readonly string[]): boolean {
  let isIncluded = true;
  for (const pattern of patterns) {
    const path = pattern.replace(/^!/, '');
    if (path === '*' || file === path || file.startsWith(`${path}/`)) isIncluded = pattern.startsWith('!');
  }
  return isIncluded;
}

type Rule = { statement: string; isBroken: (instructions: readonly Instruction[]) => boolean };

const all = (instructions: readonly Instruction[], ...names: string[]): Instruction[] =>
  instructions.filter(({ name }) => names.includes(name));

/** Rules for every Dockerfile; those of hadolint that concern ours, and some of ours. */
const RULES: readonly Rule[] = [
  {
    statement: 'every base image has a version of three numbers',
    isBroken: (instructions) =>
      all(instructions, 'FROM').some(({ text }) => !/^[\w./-]+:\d+\.\d+\.\d+-[\w-]+( AS [\w-]+)?$/.test(text)),
  },
  {
    statement: 'apt-get install asks nothing, installs nothing that is only recommended, and leaves no lists',
    isBroken: (instructions) =>
      all(instructions, 'RUN').some(
        ({ text }) =>
          text.includes('apt-get install') &&
          !/apt-get update && apt-get install --yes --no-install-recommends .*rm -rf \/var\/lib\/apt\/lists\/\*/.test(
            text,
          ),
      ),
  },
  {
    statement: 'RUN uses neither sudo, nor apt, nor a download, nor npm install, and runs no install scripts',
    isBroken: (instructions) =>
      all(instructions, 'RUN').some(({ text }) =>
        /\bsudo\b|\bapt \w|\b(curl|wget)\b|npm (install|i)\b|npm ci(?!.*--ignore-scripts)/.test(text),
      ),
  },
  { statement: 'ADD is not used', isBroken: (instructions) => all(instructions, 'ADD').length > 0 },
  {
    statement: 'CMD, ENTRYPOINT and HEALTHCHECK are in exec form',
    isBroken: (instructions) =>
      all(instructions, 'CMD', 'ENTRYPOINT', 'HEALTHCHECK').some(({ text }) => execForm(text) === null),
  },
  {
    statement: 'folders of WORKDIR are absolute',
    isBroken: (instructions) => all(instructions, 'WORKDIR').some(({ text }) => !text.startsWith('/')),
  },
  {
    statement: 'the last stage ends as a user who is not root',
    isBroken: (instructions) => {
      const last = instructions.at(-1)?.stage;
      const user = all(instructions, 'USER').findLast(({ stage }) => stage === last);
      return user === undefined || /^(root|0)\b/.test(user.text);
    },
  },
  {
    statement: 'there is one ENTRYPOINT and one HEALTHCHECK',
    isBroken: (instructions) =>
      all(instructions, 'ENTRYPOINT').length !== 1 || all(instructions, 'HEALTHCHECK').length !== 1,
  },
];

/** The rules that a Dockerfile breaks. */
export function brokenRules(text: string): string[] {
  const instructions = parseDockerfile(text);
  return RULES.filter(({ isBroken }) => isBroken(instructions)).map(({ statement }) => statement);
}

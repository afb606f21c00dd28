import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { unknownFlags } from '../helpers/command-lines.ts';
import { brokenRules, copiedFiles, execForm, isInContext, parseDockerfile } from '../helpers/dockerfile.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const dockerfile = read('Dockerfile');
const instructions = parseDockerfile(dockerfile);
const last = instructions.at(-1)?.stage;
const inLast = (name: string): string[] =>
  instructions.filter((each) => each.name === name && each.stage === last).map(({ text }) => text);

const hasDocker = ((): boolean => {
  const { status } = spawnSync('docker', ['info'], { stdio: 'ignore' });
  if (status !== 0) process.stdout.write('No Docker engine on this machine: docker build --check is skipped.\n');
  return status === 0;
})();

describe('the Dockerfile', () => {
  it('breaks no rule', () => {
    expect(brokenRules(dockerfile)).toEqual([]);
  });

  it.each([
    [/node:24[\d.]+-bookworm-slim AS build/, 'node:latest AS build', 'every base image has a version'],
    [/node:24[\d.]+-bookworm-slim AS packages/, 'node AS packages', 'every base image has a version'],
    [' --no-install-recommends', '', 'apt-get install asks nothing'],
    ['rm -rf /var/lib/apt/lists/*', 'true', 'apt-get install asks nothing'],
    ['RUN apt-get update', 'RUN sudo apt-get update', 'RUN uses neither sudo'],
    ['npm ci --omit=dev --ignore-scripts', 'npm ci --omit=dev', 'RUN uses neither sudo'],
    ['COPY src src/', 'ADD src src/', 'ADD is not used'],
    ['ENTRYPOINT ["tini", "--", "hltv-scraper"]', 'ENTRYPOINT hltv-scraper', 'CMD, ENTRYPOINT and HEALTHCHECK are'],
    ['CMD ["hltv-scraper", "status", "--check", "26h"]', 'CMD hltv-scraper status', 'CMD, ENTRYPOINT and HEALTHCHECK'],
    ['WORKDIR /data', 'WORKDIR data', 'folders of WORKDIR'],
    ['USER node', 'USER root', 'the last stage ends as a user'],
    ['USER node', '', 'the last stage ends as a user'],
    [/HEALTHCHECK[^[]*\n[^\n]*\n/, '', 'there is one ENTRYPOINT and one HEALTHCHECK'],
  ])('with %s replaced by "%s" breaks a rule', (from, to, statement) => {
    const changed = dockerfile.replace(from, to);
    expect(changed).not.toBe(dockerfile);
    expect(brokenRules(changed)).toContainEqual(expect.stringContaining(statement));
  });

  it('has the Node of the project', () => {
    const { devDependencies } = JSON.parse(read('package.json'));
    const versions = instructions.filter(({ name }) => name === 'FROM').map(({ text }) => /:([\d.]+)-/.exec(text)?.[1]);
    expect(new Set(versions)).toEqual(new Set([devDependencies.node]));
  });

  it('copies files that exist and reach the builder', () => {
    const patterns = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    const copied = copiedFiles(instructions);
    expect(copied.length).toBeGreaterThan(8);
    expect(copied.filter((file) => !existsSync(join(root, file)) || !isInContext(file, patterns))).toEqual([]);
    for (const file of ['data/hltv.db', 'node_modules/zod', 'hltv-scraper.env', '.git/config', 'test/docs.test.ts']) {
      expect([file, isInContext(file, patterns)]).toEqual([file, false]);
    }
    for (const pattern of patterns.slice(1))
      expect([pattern, existsSync(join(root, pattern.slice(1)))]).toEqual([pattern, true]);
  });

  it('copies each script that the build runs', () => {
    const scripts = read('scripts/build.mjs').match(/scripts\/[\w-]+\.mjs/g) ?? [];
    expect(copiedFiles(instructions)).toEqual(expect.arrayContaining([...scripts, 'scripts/build.mjs']));
  });

  it('takes from its earlier stages only what they made: the built program and the packages of production', () => {
    const taken = inLast('COPY').filter((text) => text.includes('--from='));
    expect(taken).toEqual(['--from=packages /build/node_modules node_modules/', '--from=build /build/dist dist/']);
    const stages = instructions.filter(({ name }) => name === 'FROM').map(({ text }) => / AS (\w+)$/.exec(text)?.[1]);
    const packages = instructions.filter(({ name, stage }) => name === 'RUN' && stage === stages.indexOf('packages'));
    expect(packages.map(({ text }) => text)).toEqual([expect.stringContaining('npm ci --omit=dev')]);
    expect(inLast('COPY').join('\n')).not.toMatch(/\b(src|test|scripts)\b/);
  });

  it('has the data folder as a volume, and checks its health by the age of the last complete run', () => {
    expect(inLast('VOLUME')).toEqual(['/data']);
    expect(inLast('ENV').join()).toContain('HLTV_DATA_DIR=/data');
    const [command, ...args] = execForm(inLast('HEALTHCHECK').join()) ?? [];
    expect(command).toBe('hltv-scraper');
    expect(args.slice(0, 2)).toEqual(['status', '--check']);
    expect(unknownFlags(['hltv-scraper', ...args].join(' '))).toEqual([]);
  });

  it.runIf(hasDocker)('passes the check of the builder', () => {
    const { status, stdout, stderr } = spawnSync('docker', ['build', '--check', root], { encoding: 'utf8' });
    expect([status, status === 0 ? '' : stdout + stderr]).toEqual([0, '']);
  });
});

describe('the compose file', () => {
  const compose = parse(read('compose.yaml'), { strict: true, uniqueKeys: true });
  const { scraper } = compose.services;

  it('has one service, built from the clone, with a volume of its own', () => {
    expect(Object.keys(compose.services)).toEqual(['scraper']);
    expect(scraper.build).toBe('.');
    const [volume, target] = String(scraper.volumes).split(':');
    expect(Object.keys(compose.volumes)).toEqual([volume]);
    expect(inLast('VOLUME')).toEqual([target]);
  });

  it('starts a script that the image has, with flags that the program has', () => {
    const script = String(scraper.entrypoint.at(-1));
    const [, inside] = /^\/opt\/hltv-scraper\/(.*)$/.exec(script) ?? [];
    expect(copiedFiles(instructions).some((copied) => inside?.startsWith(`${copied}/`))).toBe(true);
    expect(existsSync(join(root, String(inside)))).toBe(true);
    expect(scraper.entrypoint.slice(0, -1)).toEqual(execForm(inLast('ENTRYPOINT').join())?.slice(0, -1));
    expect(unknownFlags(`hltv-scraper ${scraper.command.join(' ')}`)).toEqual([]);
    expect(read(String(inside))).toContain(Object.keys(scraper.environment)[0]);
  });

  it('gives the seccomp filter the capabilities that the sandbox of Chromium needs, and says so in the documentation', () => {
    // The filter allows clone and unshare with the first one only, chroot with the second one only.
    expect(scraper.cap_add).toEqual(['SYS_ADMIN', 'SYS_CHROOT']);
    for (const capability of scraper.cap_add) expect(read('docs/install.md')).toContain(`\`${capability}\``);
  });

  it('continues after a restart of the machine, keeps limited logs, and gives no rights to the processes', () => {
    expect(scraper).toMatchObject({
      restart: 'unless-stopped',
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      read_only: true,
      logging: { options: { 'max-size': '10m' } },
    });
    expect(scraper).not.toHaveProperty('privileged');
    expect(scraper).not.toHaveProperty('user');
  });
});

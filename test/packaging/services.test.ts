import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { EXIT_CODES } from '../../src/exit-codes.ts';
import { unknownFlags } from '../helpers/command-lines.ts';

const packaging = fileURLToPath(new URL('../../packaging', import.meta.url));
const read = (file: string): string => readFileSync(join(packaging, file), 'utf8');
const units = readdirSync(join(packaging, 'systemd'));
const folder = mkdtempSync(join(tmpdir(), 'hltv-packaging-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Whether a program is on this machine; says what is skipped without it. */
function has(program: string, skipped: string): boolean {
  const isThere = spawnSync(program, ['--version'], { stdio: 'ignore' }).error === undefined;
  if (!isThere) process.stdout.write(`No ${program} on this machine: ${skipped} is skipped.\n`);
  return isThere;
}

/** The directives that the units may have, by section. */
const DIRECTIVES: Record<string, string[]> = {
  Unit: ['Description', 'Wants', 'After', 'OnFailure'],
  Service: [
    ...['Type', 'User', 'StateDirectory', 'WorkingDirectory', 'ExecStart', 'SuccessExitStatus', 'Environment'],
    ...['KillMode', 'TimeoutStopSec', 'TimeoutStartSec', 'Nice', 'UMask'],
    ...['NoNewPrivileges', 'CapabilityBoundingSet', 'PrivateTmp', 'PrivateDevices', 'LockPersonality'],
    ...['ProtectSystem', 'ProtectHome', 'ProtectClock', 'ProtectHostname', 'ProtectKernelLogs', 'ProtectKernelModules'],
    ...['ProtectKernelTunables', 'ProtectControlGroups'],
    ...['RestrictAddressFamilies', 'RestrictRealtime', 'RestrictSUIDSGID'],
  ],
  Timer: ['OnCalendar', 'RandomizedDelaySec', 'Persistent'],
  Install: ['WantedBy'],
};

/** The directives of a unit file, in their order. Throws at a line that is none. */
function parseUnit(text: string): { section: string; key: string; value: string }[] {
  let section = '';
  return text.split('\n').flatMap((line) => {
    if (line === '' || line.startsWith('#')) return [];
    const head = /^\[(\w+)\]$/.exec(line);
    if (head !== null) section = head[1] ?? '';
    if (head !== null) return [];
    const [, key, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) throw new Error(`Not a line of a unit file: ${line}`);
    return [{ section, key, value }];
  });
}

const lastValue = (unit: string, key: string): string | undefined =>
  parseUnit(read(`systemd/${unit}`)).findLast((each) => each.key === key)?.value;

describe('the units of systemd', () => {
  it.each(units)('%s has only known sections and directives, each once', (unit) => {
    const names = parseUnit(read(`systemd/${unit}`)).map(({ section, key }) => `${section}.${key}`);
    const known = Object.entries(DIRECTIVES).flatMap(([section, keys]) => keys.map((key) => `${section}.${key}`));
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
    const repeated = names.filter((name, index) => names.indexOf(name) !== index);
    // A drop-in empties the command before it gives another one.
    expect(repeated).toEqual(unit === 'clone.conf' ? ['Service.ExecStart'] : []);
  });

  it('start the program with flags that it has, installed or from a clone', () => {
    expect(lastValue('hltv-scraper.service', 'ExecStart')).toMatch(/^\/usr\/local\/bin\/hltv-scraper --quiet /);
    expect(lastValue('clone.conf', 'ExecStart')).toMatch(/^\/srv\/hltv-scraper\/bin\/hltv-scraper\.js --quiet /);
    for (const unit of ['hltv-scraper.service', 'clone.conf']) {
      expect(unknownFlags(lastValue(unit, 'ExecStart') ?? '')).toEqual([]);
    }
  });

  it('report the exit codes that someone has to look at, and no other', () => {
    const successes = ['0', ...(lastValue('hltv-scraper.service', 'SuccessExitStatus') ?? '').split(' ')];
    const failures = Object.keys(EXIT_CODES).filter((code) => !successes.includes(code));
    expect(failures).toEqual(['1', '2', '3', '4']);
    expect(successes.filter((code) => !Object.keys(EXIT_CODES).includes(code))).toEqual([]);
    expect(units).toContain(lastValue('hltv-scraper.service', 'OnFailure'));
  });

  it('leave Chromium what it needs: its compiler, its sandbox, and the time to close', () => {
    const keys = parseUnit(read('systemd/hltv-scraper.service')).map(({ key }) => key);
    for (const key of ['MemoryDenyWriteExecute', 'RestrictNamespaces', 'SystemCallFilter', 'PrivateNetwork']) {
      expect(keys).not.toContain(key);
    }
    expect(lastValue('hltv-scraper.service', 'KillMode')).toBe('mixed');
  });

  it.runIf(has('systemd-analyze', 'systemd-analyze verify'))('pass systemd-analyze verify', () => {
    const files = units.filter((unit) => !unit.endsWith('.conf'));
    // The program that a unit starts has to exist: Node stands in for it.
    for (const unit of files) {
      writeFileSync(
        join(folder, unit),
        read(`systemd/${unit}`).replace('/usr/local/bin/hltv-scraper', process.execPath),
      );
    }
    const paths = files.map((unit) => join(folder, unit));
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', ...paths], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('mail a message that says which exit code a run had', () => {
    const [, script = ''] =
      /^\/bin\/sh -c '(.*)'$/.exec(lastValue('hltv-scraper-failed.service', 'ExecStart') ?? '') ?? [];
    const shown = script
      .replaceAll('%%', '%')
      .replaceAll('%H', 'host')
      .replace(/journalctl [^;]*;/, 'echo last line;');
    const env = { PATH: process.env.PATH, RECIPIENT: 'root', MONITOR_EXIT_STATUS: '3' };
    const { stdout } = spawnSync('sh', ['-c', shown.replace('/usr/sbin/sendmail -t', 'cat')], {
      env,
      encoding: 'utf8',
    });
    expect(stdout).toBe('To: root\nSubject: hltv-scraper on host: exit code 3\n\nlast line\n');
  });
});

describe('the crontab', () => {
  const lines = read('cron/crontab')
    .split('\n')
    .map((line) => line.replace(/^#(?=\d)/, ''))
    .filter((line) => line !== '' && !line.startsWith('#'));
  const jobs = lines.flatMap((line) => {
    const [, times, command] = /^((?:[\d*,/-]+ +){5}) *(.*)$/.exec(line) ?? [];
    return command === undefined ? [] : [{ times, command }];
  });

  it('has variables and jobs alone, with flags that the program has and no character that cron replaces', () => {
    const variables = lines.filter((line) => /^[A-Z]+=\S+$/.test(line));
    expect(variables.map((line) => line.split('=')[0])).toEqual(['MAILTO', 'PATH']);
    expect(jobs.length).toBe(3);
    expect(variables.length + jobs.length).toBe(lines.length);
    for (const { command } of jobs) {
      expect(command).not.toContain('%');
      expect(unknownFlags(command)).toEqual([]);
      expect(spawnSync('sh', ['-n', '-c', command]).status).toBe(0);
    }
  });
});

describe('the script of the container', () => {
  const script = join(packaging, 'docker', 'repeat.sh');

  it('is valid for a shell', () => {
    expect(spawnSync('sh', ['-n', script], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
  });

  it.runIf(has('shellcheck', 'shellcheck of repeat.sh'))('passes shellcheck', () => {
    expect(spawnSync('shellcheck', [script], { encoding: 'utf8' })).toMatchObject({ status: 0, stdout: '' });
  });

  /** Starts the script with a program that prints its arguments, then does what `then` says. */
  function startScript(then: string, pause = '0') {
    const bin = mkdtempSync(join(folder, 'bin-'));
    writeFileSync(join(bin, 'hltv-scraper'), `#!/bin/sh\necho "run $*"\n${then}\n`, { mode: 0o755 });
    const env = { PATH: [bin, process.env.PATH].join(delimiter), PAUSE_SECONDS: pause };
    const started = spawn('sh', [script, '--quiet', 'two words'], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const ended = new Promise<number | null>((resolve) => started.on('close', resolve));
    return { started, ended, lines: createInterface(started.stdout) };
  }

  it('runs again after a run, whatever its exit code is, and says the code', async () => {
    const { started, ended, lines } = startScript('exit 4');
    let said = '';
    started.stderr.on('data', (chunk) => {
      said += chunk;
    });
    let runs = 0;
    for await (const line of lines) {
      expect(line).toBe('run --quiet two words');
      runs += 1;
      if (runs === 3) started.kill('SIGTERM');
    }
    expect(await ended).toBe(143);
    expect(said).toContain('exit code 4, next run in 0 s');
  });

  it.each(['1h', 'abc', '-5', '1 2', '0x10'])(
    'starts no run with the pause "%s", which is no number of seconds',
    async (pause) => {
      const { started, ended, lines } = startScript('exit 0', pause);
      let said = '';
      started.stderr.on('data', (chunk) => {
        said += chunk;
      });
      lines.on('line', () => started.kill('SIGTERM'));
      expect(await ended).toBe(2);
      expect(said).toBe(`repeat.sh: PAUSE_SECONDS is "${pause}"; expected a whole number of seconds, such as 3600\n`);
    },
  );

  it('passes a signal on and waits for the end of the run', async () => {
    const { started, ended, lines } = startScript(
      `trap 'echo tidy; exit 143' TERM\necho ready\nwhile true; do sleep 0.1; done`,
    );
    const seen: string[] = [];
    for await (const line of lines) {
      seen.push(line);
      if (line === 'ready') started.kill('SIGTERM');
    }
    expect(await ended).toBe(143);
    expect(seen).toEqual(['run --quiet two words', 'ready', 'tidy']);
  });
});

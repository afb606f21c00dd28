#!/usr/bin/env node
// Checks the Node version before anything is imported: older ones could not even read the program.
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Until a command handles signals itself, each ends the program at once; as process 1 of a container as well. */
function endOn(event, code) {
  process.on(event, () => {
    if (process.listenerCount(event) === 1) process.exit(code);
  });
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major > 22 || (major === 22 && minor >= 19)) {
  for (const signal of SIGNALS) endOn(signal, signal === 'SIGINT' ? 130 : 143);
  if (process.env.HLTV_NODE_REEXEC === '1') {
    endOn('disconnect', 143);
    if (!process.connected) process.exit(143);
  }
  await import('../dist/cli.js');
} else {
  await startNewerNode();
}

/** Runs the program on the Node.js that the project installs for its development, if it is there. */
async function startNewerNode() {
  const { existsSync } = await import('node:fs');
  const { fileURLToPath } = await import('node:url');
  const bundledNode = fileURLToPath(new URL('../node_modules/.bin/node', import.meta.url));
  if (!existsSync(bundledNode) || process.env.HLTV_NODE_REEXEC === '1') {
    // A clone brings a Node of its own, an installed package does not.
    const isClone = existsSync(new URL('../src', import.meta.url));
    const other = isClone ? ', or run npm install in this clone, which brings one' : '';
    console.error(
      `hltv-scraper needs Node.js 22.19 or newer, this is ${process.versions.node} (${process.execPath}).\n` +
        `Install a newer one (https://nodejs.org)${other}.`,
    );
    process.exitCode = 1;
    return;
  }
  const { spawn } = await import('node:child_process');
  const { constants } = await import('node:os');
  // A group of its own: a Ctrl-C reaches this process alone and is passed on exactly once. The channel tells the
  // program when this process dies.
  const child = spawn(bundledNode, process.argv.slice(1), {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    detached: true,
    env: { ...process.env, HLTV_NODE_REEXEC: '1' },
  });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

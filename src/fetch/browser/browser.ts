import { setTimeout as delay } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import type { Browser, BrowserContext } from 'playwright';
import { BrowserStartError, EnvironmentError, UsageError } from '../../errors.ts';
import type { BrowserOptions } from '../options.ts';
import { shownCdpUrl, withoutCdpSecrets } from './cdp-url.ts';
import { findBrowser } from './find-browser.ts';
import { chromium, hasHome } from './playwright.ts';
import {
  clearLeftovers,
  killGroup,
  lockHolder,
  type Profile,
  profileOf,
  takeProfile,
  tempDirFor,
  watchProcess,
} from './profile.ts';
import { parseProxy, withoutCredentials } from './proxy.ts';

/** A running browser: started by us with our profile, or an attached browser of the user. */
export type RunningBrowser = {
  context: BrowserContext;
  name: string;
  version: string;
  isAttached: boolean;
  /** Fires when the process of the browser died or the connection to it ended. */
  gone: AbortSignal;
  /** Ends it within a few seconds in any state; an attached browser keeps running. */
  close(): Promise<void>;
};

const START_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 5_000;

/** Flags, besides Playwright's own, that stop requests of the browser to anything but the site. */
const QUIET_FLAGS = [
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--disable-domain-reliability',
  '--disable-client-side-phishing-detection',
  '--dns-prefetch-disable',
  '--no-pings',
  '--mute-audio',
  '--disk-cache-size=52428800',
];

/**
 * Features that Playwright disables. Of several lists that a browser is started with only the last one counts, so these
 * are repeated.
 */
const DISABLED_BY_PLAYWRIGHT = [
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'PaintHolding',
  'ThirdPartyStoragePartitioning',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'TcpPortRandomizationWin',
  'OptimizationHints',
  'NetworkTimeServiceQuerying',
  'AimEnabled',
  'PreconnectToSearch',
  'msForceBrowserSignIn',
  'msEdgeUpdateLaunchServicesPreferredVersion',
];

/**
 * Suggestions below the address bar, which the browser renders as pages of their own at each start: they take a second of
 * CPU time while the first pages are fetched.
 */
const UNUSED_FEATURES = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

const DISABLED_FEATURES = `--disable-features=${[...DISABLED_BY_PLAYWRIGHT, ...UNUSED_FEATURES].join(',')}`;

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The environment of the browser: its own files are written below the data folder. */
function environment(profile: Profile): Record<string, string> {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const temp = tempDirFor(profile);
  return {
    ...Object.fromEntries(own),
    ...(temp === null ? {} : { TMPDIR: temp, TMP: temp, TEMP: temp }),
    ...(hasHome ? {} : { HOME: profile.homeDir }),
    ...(process.platform === 'linux' ? { XDG_CONFIG_HOME: profile.homeDir, XDG_CACHE_HOME: profile.homeDir } : {}),
  };
}

/** Texts of Chromium when it cannot create its sandbox. Its own advice is to start it without one. */
const SANDBOX_FAILURE = /No usable sandbox|Failed to move to new namespace|sys_chroot/;
const SANDBOX_ADVICE =
  'its sandbox cannot be created, because user namespaces or chroot are not allowed here. In a container allow them with ' +
  '`docker run --cap-add SYS_ADMIN`; elsewhere allow unprivileged user namespaces for this browser (Ubuntu: by a profile of ' +
  "AppArmor), or install Debian's package chromium-sandbox.";

/** The reason of a failed start, without the browser's whole log. */
function shortReason(error: unknown): string {
  const text = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
  if (SANDBOX_FAILURE.test(text)) return SANDBOX_ADVICE;
  const knownReason = /error while loading shared libraries.*|Missing X server.*|cannot open display.*/i;
  const lines = text.split('\n').map((line) => line.replace(/^\w+\.\w+: /, '').trim());
  const first = lines.find((line) => line !== '') ?? 'no reason given';
  // Playwright reports no reason for a program that ends at once; the program itself may print one.
  const said = /\[err\] (.{1,200})/.exec(text)?.[1];
  const ended = said === undefined ? 'it ended at once' : `it ended at once and printed: ${said}`;
  return knownReason.exec(text)?.[0] ?? (/has been closed$/.test(first) ? ended : first);
}

async function launch(options: BrowserOptions, profile: Profile): Promise<RunningBrowser> {
  const found = findBrowser(options);
  const proxy = options.proxy === null ? null : parseProxy(options.proxy);
  await takeProfile(profile);
  const gone = new AbortController();
  const stopWatching = watchProcess(profile, () => gone.abort());
  try {
    const context = await chromium.launchPersistentContext(profile.dir, {
      executablePath: found.executablePath,
      headless: !options.headed,
      chromiumSandbox: !isRoot(),
      args: [...QUIET_FLAGS, DISABLED_FEATURES],
      artifactsDir: profile.artifactsDir,
      env: environment(profile),
      viewport: null,
      acceptDownloads: false,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
      timeout: START_TIMEOUT_MS,
      ...(options.userAgent === null ? {} : { userAgent: options.userAgent }),
      ...(proxy === null ? {} : { proxy }),
    });
    return await ownBrowser(context, { profile, name: found.name, gone, stopWatching });
  } catch (error) {
    stopWatching();
    await clearLeftovers(profile);
    const reason = withoutCredentials(shortReason(error), proxy);
    throw new BrowserStartError(
      `Could not start ${found.executablePath}: ${reason}\nName another browser with --browser-path; \`hltv-scraper doctor\` tries it.`,
    );
  }
}

type Started = { profile: Profile; name: string; gone: AbortController; stopWatching: () => void };

async function ownBrowser(context: BrowserContext, started: Started): Promise<RunningBrowser> {
  const { profile, name, gone, stopWatching } = started;
  const browser = context.browser();
  const pid = await lockHolder(profile);
  context.on('close', () => gone.abort());
  browser?.on('disconnected', () => gone.abort());
  if (browser?.isConnected() === false) gone.abort();
  return {
    context,
    name,
    version: browser?.version() ?? '',
    isAttached: false,
    gone: gone.signal,
    async close() {
      stopWatching();
      const closed = context.close().then(
        () => true,
        () => false,
      );
      const isClosed = await Promise.race([closed, delay(CLOSE_TIMEOUT_MS, false, { ref: false })]);
      if (!isClosed && pid !== null) killGroup(pid);
      await clearLeftovers(profile);
    },
  };
}

async function attach(cdpUrl: string, profile: Profile): Promise<RunningBrowser> {
  const shown = shownCdpUrl(cdpUrl);
  let browser: Browser;
  try {
    // In the data folder: a kill would leave a folder in the system's temporary folder behind.
    browser = await chromium.connectOverCDP(cdpUrl, { timeout: START_TIMEOUT_MS, artifactsDir: profile.artifactsDir });
  } catch (error) {
    throw new EnvironmentError(
      'browser-attach',
      `Found no browser at --cdp-url ${shown}: ${withoutCdpSecrets(shortReason(error), cdpUrl)}\nStart one with --remote-debugging-port=9222 and try again.`,
    );
  }
  const context = browser.contexts()[0];
  if (context === undefined) {
    throw new EnvironmentError('browser-attach', `The browser at --cdp-url ${shown} has no window to open a tab in.`);
  }
  const gone = new AbortController();
  browser.on('disconnected', () => gone.abort());
  if (!browser.isConnected()) gone.abort();
  return {
    context,
    name: 'the browser at --cdp-url',
    version: browser.version(),
    isAttached: true,
    gone: gone.signal,
    async close() {
      // For an attached browser this only ends the connection.
      const closed = browser.close().catch(() => undefined);
      await Promise.race([closed, delay(CLOSE_TIMEOUT_MS, undefined, { ref: false })]);
    },
  };
}

/** Rejects contradictory settings before anything is started. Throws `UsageError`. */
export function checkBrowserOptions(options: BrowserOptions): void {
  if (options.proxy !== null) parseProxy(options.proxy);
  if (options.cdpUrl === null) return;
  if (options.proxy !== null) {
    throw new UsageError(
      '--proxy has no effect on a browser that already runs (--cdp-url). Start that browser with a proxy.',
    );
  }
  if (!URL.canParse(options.cdpUrl) || !/^(?:https?|wss?):$/.test(new URL(options.cdpUrl).protocol)) {
    // The text may contain the token of a hosted browser: it is not repeated.
    throw new UsageError('Expected --cdp-url to be an http, https, ws or wss URL such as http://127.0.0.1:9222.');
  }
}

/** Starts a browser with the profile of the data folder, or attaches to the one at `--cdp-url`. */
export function startBrowser(options: BrowserOptions, dataDir: string): Promise<RunningBrowser> {
  return options.cdpUrl === null ? launch(options, profileOf(dataDir)) : attach(options.cdpUrl, profileOf(dataDir));
}

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import packaged from '@sparticuz/chromium';

const SYSTEM_BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * A real browser: the machine's own Chromium, else the one that a package carries.
 *
 * @param cameraFile a y4m file that its camera sees
 */
export async function openBrowser(options: { cameraFile?: string } = {}): Promise<Browser> {
  const found = SYSTEM_BROWSERS.find((path) => existsSync(path));
  const camera =
    options.cameraFile === undefined
      ? []
      : [
          '--use-fake-ui-for-media-stream',
          '--use-fake-device-for-media-stream',
          `--use-file-for-fake-video-capture=${options.cameraFile}`,
        ];
  return chromium.launch({
    executablePath: found ?? (await packaged.executablePath()),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
      ...camera,
    ],
  });
}

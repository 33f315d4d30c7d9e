import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { OTPAgent } from '@lingpai/agent';
import { computeOtp, pureJsPrimitives } from '@lingpai/algorithms';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from './src/browser.ts';
import { writeCameraFile } from './src/camera.ts';
import { type StoryServer, startStoryServer } from './src/server.ts';

/**
 * The story of the first day: an administrator sets the system up, imports a token file, adds a user, gives a hardware token and a phone
 * token out; the phone scans the QR code from the centre's own screen; an application calls auth() and gets 0, and 22 for the same OTP.
 */
const PASSWORD = 'a long passphrase, 长一点';
const files = mkdtempSync(join(tmpdir(), 'lingpai-story-'));
const cameraFile = join(files, 'camera.y4m');
const SEED_HEX = '3132333435363738393031323334353637383930';
let server: StoryServer;
let desk: Browser;
let phone: Browser;
let centre: Page;
const agent = new OTPAgent();

before(async () => {
  server = await startStoryServer();
  await writeCameraFile(cameraFile, { qrText: 'https://example.com/nothing-to-see' });
  desk = await openBrowser();
  phone = await openBrowser({ cameraFile });
  centre = await (
    await desk.newContext({ locale: 'zh-CN', viewport: { width: 1440, height: 900 }, acceptDownloads: true })
  ).newPage();
});

after(async () => {
  await desk?.close();
  await phone?.close();
  await server?.stop();
});

const byId = (page: Page, id: string) => page.getByTestId(id);

test('the administrator sets the system up with the link of the console, and the link is used up', async () => {
  await centre.goto(server.setupUrl);
  await byId(centre, 'setup-form').waitFor();
  assert.ok(
    !centre.url().includes(server.setupUrl.split('/').at(-1)!),
    'the ticket has left the address bar',
  );
  for (const [id, value] of Object.entries({
    organizationName: '总公司',
    login: 'root',
    password: PASSWORD,
    passwordRepeat: PASSWORD,
  })) {
    await centre.locator(`#${id}`).fill(value);
  }
  await byId(centre, 'setup-submit').click();
  await byId(centre, 'home-figures').waitFor();
  assert.ok(server.setupUrl.length > 0);
  const again = await (await desk.newContext()).newPage();
  await again.goto(server.setupUrl);
  await byId(again, 'sign-in-form')
    .or(again.getByText(/initialised|set-up is done|already/i))
    .first()
    .waitFor();
  await again.close();
});

test('a token file is checked row by row, then imported', async () => {
  const file = join(files, 'tokens.csv');
  writeFileSync(
    file,
    `2600000000011,${SEED_HEX},totp,6,30\n1000000000011,${SEED_HEX},hotp,6,0\n2600000000011,${SEED_HEX},totp,6,30\nbroken,zz,totp,6,30\n`,
  );
  await centre.goto(`${server.managementUrl}/#/token-import`);
  await byId(centre, 'import-form').waitFor();
  await centre.locator('input[type="file"]').setInputFiles(file);
  await byId(centre, 'import-check').click();
  await byId(centre, 'import-preview').waitFor();
  const preview = await byId(centre, 'import-preview').innerText();
  assert.match(preview, /broken/);
  await byId(centre, 'import-commit').click();
  await byId(centre, 'import-done').waitFor();
  assert.equal(JSON.parse(await server.run('token', 'show', '2600000000011', '--json')).status, 'enabled');
});

test('an application gets its configuration file, and a hardware token authenticates once', async () => {
  await server.run('user', 'add', 'zhang', '--org', '总公司', '--name', '张三', '--static', 'none');
  await server.run('token', 'bind', '1000000000011', 'zhang');
  await centre.goto(`${server.managementUrl}/#/agents`);
  // An empty list offers the same button once more.
  await byId(centre, 'agent-create').first().click();
  await byId(centre, 'agent-form').locator('#name').fill('网银');
  await byId(centre, 'agent-save').click();
  await byId(centre, 'acf-result').waitFor();
  const [download] = await Promise.all([
    centre.waitForEvent('download'),
    byId(centre, 'acf-download').click(),
  ]);
  const acf = join(files, 'agent.acf');
  await download.saveAs(acf);
  assert.equal(await agent.setConfig(acf), 0, agent.lastError);
  assert.equal(await agent.auth('zhang', '755224'), 0, 'RFC 4226, counter 0');
  assert.equal(await agent.auth('zhang', '755224'), 22);
  assert.equal(await agent.authToken('2600000000011', otpNow()), 0);
});

let phonePage: Page;
test('the phone scans the QR code from the screen of the centre, and what it shows is accepted once', async () => {
  const [serial] = JSON.parse(
    await server.run('token', 'create', '--org', '总公司', '--count', '1', '--json'),
  ).serials as [string];
  await server.run('user', 'add', 'li', '--org', '总公司', '--static', 'none');
  await server.run('token', 'bind', serial, 'li');
  await centre.goto(`${server.managementUrl}/#/tokens/${serial}`);
  await byId(centre, 'distribute-open').first().click();
  await byId(centre, 'distribute-form').waitFor();
  await byId(centre, 'distribute-submit').click();
  await byId(centre, 'distribution-qr').first().waitFor();
  await writeCameraFile(cameraFile, { png: await byId(centre, 'distribution-qr').first().screenshot() });
  const activationPassword = (await byId(centre, 'activation-password').first().innerText()).replace(
    /\D/g,
    '',
  );

  const context = await phone.newContext({ locale: 'zh-CN', viewport: { width: 390, height: 844 } });
  phonePage = await context.newPage();
  await phonePage.goto(server.phoneUrl);
  await phonePage.getByTestId('welcome-start').click();
  await phonePage.getByTestId('tab-add').click();
  await phonePage.getByTestId('add-scan').click();
  await phonePage.getByTestId('activation-password').fill('00000000');
  await phonePage.getByTestId('activation-submit').click();
  await phonePage.getByText('激活密码错误，还可以试 4 次').waitFor();
  await phonePage.getByTestId('activation-password').fill(activationPassword);
  await phonePage.getByTestId('activation-submit').click();
  await phonePage.getByTestId('activation-done').waitFor();
  await phonePage.getByTestId('activation-to-codes').click();
  const shown = await otpOn(phonePage);
  assert.equal(await agent.auth('li', shown), 0, 'what the phone shows');
  assert.equal(await agent.auth('li', shown), 22, 'the same again');
  await centre.locator('[data-testid="distribution-state"][data-state="activated"]').first().waitFor();
  assert.ok(
    !server.output().includes(shown) && !server.output().includes(activationPassword),
    'no secret in the log',
  );
});

test('the phone shows codes with the network cut', async () => {
  await phonePage.waitForFunction('navigator.serviceWorker.controller !== null');
  await phonePage.context().setOffline(true);
  await phonePage.reload();
  assert.match(await otpOn(phonePage), /^\d{6}$/);
  await phonePage.context().setOffline(false);
});

test('an offline code that is typed gives a token without any network', async () => {
  const [serial] = JSON.parse(
    await server.run(
      'token',
      'create',
      '--org',
      '总公司',
      '--count',
      '1',
      '--type',
      'hotp',
      '--hash',
      'sm3',
      '--json',
    ),
  ).serials as [string];
  const made = JSON.parse(await server.run('token', 'distribute', serial, '--mode', 'offline', '--json')) as {
    activationCode: string;
    activationPassword: string;
  };
  await phonePage.context().setOffline(true);
  await phonePage.getByTestId('tab-add').click();
  await phonePage.getByTestId('add-manual').click();
  await phonePage.getByTestId('manual-serial').fill(serial);
  await phonePage.getByTestId('manual-code').fill(made.activationCode.toLowerCase());
  await phonePage.getByTestId('manual-password').fill(made.activationPassword);
  await phonePage.getByTestId('manual-submit').click();
  await phonePage.getByTestId('activation-to-codes').click();
  const card = phonePage.locator(`[data-testid="token-card"][data-serial="${serial}"]`);
  await card.waitFor();
  await card.getByTestId('event-next').click();
  const otp = await card.getByTestId('token-code').getAttribute('data-code');
  await phonePage.context().setOffline(false);
  assert.equal(await agent.authToken(serial, otp ?? ''), 0);
  assert.equal(await agent.authToken(serial, otp ?? ''), 22);
});

test('the audit log tells the story, and its chain holds', async () => {
  await centre.goto(`${server.managementUrl}/#/audit`);
  await byId(centre, 'audit-verify').click();
  await centre.getByText(/完整/).first().waitFor();
  assert.match(await server.run('audit', 'verify'), /intact/);
});

/** The OTP on the phone's screen; close to its end the next one, which has just begun, is waited for. */
async function otpOn(page: Page): Promise<string> {
  const code = page.getByTestId('token-code').first();
  await code.waitFor();
  for (let tries = 0; tries < 100; tries += 1) {
    const shown = await code.getAttribute('data-code');
    if (shown !== null && shown !== '' && Date.now() % 30_000 < 25_000) return shown;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The phone shows no OTP');
}

function otpNow(): string {
  const seed = Uint8Array.from(Buffer.from(SEED_HEX, 'hex'));
  return computeOtp({
    primitives: pureJsPrimitives,
    spec: { type: 'totp', hash: 'sha1', digits: 6, periodSeconds: 30 },
    seed,
    movingFactor: Math.floor(Date.now() / 30_000),
  });
}

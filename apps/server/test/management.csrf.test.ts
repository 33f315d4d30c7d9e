import assert from 'node:assert/strict';
import { openManagement, signedIn } from './management.ts';
import { testOnEveryEngine } from './system.ts';

const ORGANIZATION = { parentId: null, name: 'x' };

testOnEveryEngine(
  'a changing call of another site is refused, with the right cookie too',
  async (system, t) => {
    const browser = await signedIn(await openManagement(system, t));
    const foreign: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: 'http://localhost:80.evil.example', host: 'localhost:80' },
      { 'sec-fetch-site': 'cross-site', origin: 'http://localhost:80', host: 'localhost:80' },
    ];
    for (const headers of foreign) {
      browser.headers = headers;
      assert.equal(
        await browser.errorOf('POST', '/organizations', ORGANIZATION),
        'request.wrong-origin',
        JSON.stringify(headers),
      );
      assert.equal(
        await browser.errorOf('DELETE', '/session'),
        'request.wrong-origin',
        JSON.stringify(headers),
      );
      assert.equal(
        await browser.errorOf('POST', '/session', { login: 'boss', password: 'x' }),
        'request.wrong-origin',
      );
    }
    browser.headers = { origin: 'http://localhost:80', host: 'localhost:80' };
    browser.headers = { origin: 'http://centre.example', host: 'centre.example' };
    await browser.ok('POST', '/organizations', { ...ORGANIZATION, name: 'own origin' });
    browser.headers = {};
    await browser.ok('POST', '/organizations', { ...ORGANIZATION, name: 'a program' });
  },
);

testOnEveryEngine('a body of a type that a form can send is refused', async (system, t) => {
  const management = await openManagement(system, t);
  const browser = await signedIn(management);
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonp',
  ]) {
    const answer = await management.app.inject({
      method: 'POST',
      url: '/api/v1/organizations',
      headers: {
        'content-type': type,
        cookie: `lingpai_session=${browser.cookie}`,
        'sec-fetch-site': 'same-origin',
      },
      payload: JSON.stringify(ORGANIZATION),
    });
    assert.equal(answer.statusCode, 400, type);
  }
});

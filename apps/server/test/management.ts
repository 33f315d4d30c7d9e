import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { Refusal, type Requester, issueSetupTicket } from '@lingpai/domain';
import { FixedClock } from '@lingpai/testing';
import { type Database } from '@lingpai/storage';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import type { AppContext } from '../src/context.ts';
import { createHttp, useCookies } from '../src/http/app.ts';
import { registerManagementApi } from '../src/http/management-api.ts';
import { watchAnswers } from './declared-answers.ts';
import type { TestSystem } from './system.ts';

export const ADMIN: Requester = { kind: 'admin', name: 'boss', source: '127.0.0.1' };
export const PASSWORD = 'plum-Tram-4471';

/** The management interface over a test's store, with a clock that stands still. */
export interface Management {
  readonly app: FastifyInstance;
  readonly context: AppContext;
  readonly clock: FixedClock;
  readonly failures: unknown[];
}

export async function openManagement(
  system: TestSystem,
  t: TestContext,
  isSecure = false,
): Promise<Management> {
  const clock = new FixedClock();
  const context = { ...system.context, clock };
  const failures: unknown[] = [];
  const app = createHttp({
    tls: undefined,
    trustProxy: undefined,
    logFailure: ({ error }) => failures.push(error),
  });
  await useCookies(app);
  const undeclared = watchAnswers(app);
  await registerManagementApi(app, context, { isSecure, logFailure: ({ error }) => failures.push(error) });
  t.after(() => app.close());
  // Whatever a test brings to light: no answer is given that the OpenAPI document does not declare.
  t.after(() => assert.deepEqual(undeclared, []));
  return { app, context, clock, failures };
}

export interface Answer {
  readonly status: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- whatever the route answers
  readonly body: any;
  readonly response: LightMyRequestResponse;
}

/** A browser: keeps the cookie, says where it comes from. */
export class Browser {
  readonly #app: FastifyInstance;
  cookie: string | undefined;
  headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' };
  remoteAddress = '127.0.0.1';

  constructor({ app }: Management) {
    this.#app = app;
  }

  async call(
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
  ): Promise<Answer> {
    const response = await this.#app.inject({
      method,
      url: `/api/v1${path}`,
      remoteAddress: this.remoteAddress,
      headers: {
        ...this.headers,
        ...(this.cookie !== undefined && { cookie: `lingpai_session=${this.cookie}` }),
      },
      ...(body !== undefined && { payload: body as object }),
    });
    const set = response.cookies.find((cookie) => cookie.name === 'lingpai_session');
    if (set !== undefined) this.cookie = set.value === '' ? undefined : set.value;
    const text = response.body;
    return { status: response.statusCode, body: text === '' ? undefined : JSON.parse(text), response };
  }

  /** @throws when the answer is not 2xx */
  async ok(...args: Parameters<Browser['call']>): Promise<Answer['body']> {
    const { status, body } = await this.call(...args);
    assert.ok(status < 300, `${args[0]} ${args[1]}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  /** The code of the error a call ends in. */
  async errorOf(...args: Parameters<Browser['call']>): Promise<string> {
    const { status, body } = await this.call(...args);
    assert.ok(status >= 400, `${args[0]} ${args[1]}: ${status}`);
    return body.error.code;
  }
}

/** A browser in which the first administrator, "boss", has just been set up. */
export async function signedIn(management: Management): Promise<Browser> {
  const browser = new Browser(management);
  const ticket = await issueSetupTicket(management.context);
  assert.ok(ticket !== undefined);
  await browser.ok('POST', '/setup', {
    ticket,
    login: 'boss',
    password: PASSWORD,
    organizationName: '总公司',
  });
  return browser;
}

export async function refusalOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'none';
}

/** Every counter equals what it counts. */
export async function checkCounters(database: Database): Promise<void> {
  const db = database.read;
  const wrong = await sql<{ what: string }>`
    SELECT 'user_count' AS what FROM organizations o WHERE user_count <> (SELECT COUNT(*) FROM users u WHERE u.organization_id = o.id)
    UNION ALL SELECT 'users.token_count' FROM users u WHERE token_count <> (SELECT COUNT(*) FROM bindings b WHERE b.user_id = u.id)
    UNION ALL SELECT 'binding_count' FROM tokens t WHERE binding_count <> (SELECT COUNT(*) FROM bindings b WHERE b.token_id = t.id)
    UNION ALL SELECT 'token_counts' FROM token_counts c WHERE token_count <> (SELECT COUNT(*) FROM tokens t WHERE t.organization_id = c.organization_id AND t.facet = c.facet)
    UNION ALL SELECT 'token_counts lacks a row' FROM tokens t WHERE NOT EXISTS (SELECT 1 FROM token_counts c WHERE t.organization_id = c.organization_id AND t.facet = c.facet)
  `.execute(db);
  assert.deepEqual(wrong.rows, []);
}

/** Actions in the audit log, oldest first. */
export async function actionsIn(database: Database): Promise<string[]> {
  const rows = await database.read.selectFrom('audit_events').select('action').orderBy('id').execute();
  return rows.map((row) => row.action);
}

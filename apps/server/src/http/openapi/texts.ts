import type { AgentOperationId } from './operations.ts';

/** What a route calls its group, and what the page says of it; in the order of the page. */
export const TAGS: Readonly<Record<string, { readonly name: string; readonly description: string }>> = {
  agent: {
    name: 'Agent interface',
    description:
      'What applications call to authenticate people. Each verdict is HTTP 200 with `{"code": …}`: 0 is success, every other number says why not (schema `Verdict`). Other statuses mean that there is no verdict.',
  },
  session: { name: 'Sign-in', description: 'Set-up, administrators’ sessions, figures of the home page.' },
  organizations: { name: 'Organisations', description: 'The tree that users and tokens belong to.' },
  users: { name: 'Users', description: 'People who authenticate, and what is asked of them.' },
  tokens: {
    name: 'Tokens',
    description: 'Hardware and phone tokens: state, bindings, distribution to phones, synchronisation.',
  },
  imports: { name: 'Imports', description: 'Token files, checked first and then written.' },
  agents: {
    name: 'Agents',
    description: 'The applications that may call the agent interface, and their keys.',
  },
  backends: { name: 'Back-ends', description: 'Directories and services that check third-party passwords.' },
  'event-sinks': { name: 'Event sinks', description: 'Who is told of what the audit log records.' },
  audit: { name: 'Audit', description: 'What was done, by whom, from where; a hash chain.' },
  settings: { name: 'Settings', description: 'Policies.' },
};

export const DESCRIPTION = `Two interfaces of the authentication server, version 1 each.

**Agent interface** (\`/agent/v1\`): for applications, with the key of an agent. \`lingpai agent add\` or \`createAgent\` gives it, in a file \`agent.acf\`.

    curl -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\
      -d '{"userId":"zhang.san","password":"123456"}' https://otp.example.com/agent/v1/auth

**Management interface** (\`/api/v1\`): for administrators, with the cookie that \`signIn\` sets.

Times are epoch milliseconds, UTC. Lists come in pages by key: pass \`nextCursor\` of one page as \`cursor\` of the next; \`null\` is the end. Fields and
codes may be added within a version; ignore what you do not know.`;

export const SECURITY_SCHEMES = {
  agentKey: {
    type: 'http',
    scheme: 'bearer',
    description:
      'The `key` of an agent’s configuration file (`agent.acf`). It works from the addresses the agent is allowed from, while the agent is enabled.',
  },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'lingpai_session',
    description:
      'Set by `signIn` (HttpOnly, SameSite=Strict; Secure over TLS). Against requests that other sites forge, changing calls (POST, PUT, PATCH, DELETE) have to be `application/json` (an upload: `multipart/form-data`) and, from a browser, of the same origin by `Sec-Fetch-Site` or `Origin`: else 403 `request.wrong-origin`. Programs send neither header, and need no further token.',
  },
} as const;

/** Calls that answer a retry with the same key as they answered the first: a used OTP is not used up twice. */
export const TAKES_IDEMPOTENCY_KEY: ReadonlySet<AgentOperationId> = new Set<AgentOperationId>([
  'agentAuth',
  'agentAuthToken',
  'agentSync',
  'agentSyncToken',
  'startAgentSignature',
  'verifyAgentSignature',
  'openAgentSession',
  'verifyAgentSessionOtp',
  'syncAgentSessionOtp',
  'answerAgentSessionChallenge',
]);

export const PARAMETERS = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Made up by the caller, new for each call, the same for its retries. For ten minutes a retry gets the answer of the first call. The same key with another body: code 5.',
    schema: { type: 'string', minLength: 1, maxLength: 128 },
  },
  AcceptLanguage: {
    name: 'Accept-Language',
    in: 'header',
    description: 'Language of messages: `zh-CN` (the fallback) or `en`',
    schema: { type: 'string' },
    example: 'en',
  },
} as const;

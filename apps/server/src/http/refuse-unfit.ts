import type { FastifyInstance, FastifyRequest } from 'fastify';

/** What we ask for is three levels deep at most. */
const MAX_DEPTH = 32;
type Rule = 'characters' | 'depth';

/**
 * Refuses requests with U+0000 in any text, and bodies nested deeper than anything we ask for. PostgreSQL takes no such character: the
 * statement it is in would fail, and on the hot path with it the verifications of everybody else in the batch. And whatever walks a body by
 * recursion would run out of stack.
 */
export function refuseUnfit(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const fault = findFault(request);
    done(fault === undefined ? undefined : new UnfitError(...fault));
  });
}

/** In the form of a schema's fault, so that it is answered like one. */
class UnfitError extends Error {
  readonly statusCode = 400;
  readonly validationContext = 'body';
  readonly validation: readonly object[];

  constructor(field: string, keyword: Rule) {
    super(`Cannot take the request: ${keyword}`);
    this.name = 'UnfitError';
    this.validation = [{ keyword, instancePath: `/${field}`, params: {} }];
  }
}

/** @returns the outermost field that holds such a thing, and the rule. Without recursion: a body may be nested as deep as its sender likes */
function findFault({ params, query, body }: FastifyRequest): [field: string, Rule] | undefined {
  const open: [field: string | undefined, value: unknown, depth: number][] = [params, query, body].map(
    (part) => [undefined, part, 0],
  );
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [field, value, depth] = next;
    const rule = brokenRule(value, depth);
    if (rule !== undefined) return [field ?? 'body', rule];
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    for (const [name, part] of Object.entries(value)) open.push([field ?? name, part, depth + 1]);
  }
  return undefined;
}

function brokenRule(value: unknown, depth: number): Rule | undefined {
  if (typeof value === 'string') return value.includes('\0') ? 'characters' : undefined;
  const isNested = typeof value === 'object' && value !== null;
  return isNested && depth >= MAX_DEPTH ? 'depth' : undefined;
}

import type { FastifyInstance, FastifyRequest } from 'fastify';

/**
 * Refuses requests with U+0000 in any text. PostgreSQL takes no such character: the statement it is in would fail, and on the hot path
 * with it the verifications of everybody else in the batch.
 */
export function refuseNul(app: FastifyInstance): void {
  app.addHook('preValidation', (request, _reply, done) => {
    const field = findNul(request);
    done(field === undefined ? undefined : new NulError(field));
  });
}

/** In the form of a schema's fault, so that it is answered like one. */
class NulError extends Error {
  readonly statusCode = 400;
  readonly validationContext = 'body';
  readonly validation: readonly object[];

  constructor(field: string) {
    super('Cannot take U+0000');
    this.name = 'NulError';
    this.validation = [{ keyword: 'characters', instancePath: `/${field}`, params: {} }];
  }
}

/** The outermost field that holds such a text. Without recursion: a body may be nested as deep as its sender likes. */
function findNul({ params, query, body }: FastifyRequest): string | undefined {
  const open: [field: string | undefined, value: unknown][] = [
    [undefined, params],
    [undefined, query],
    [undefined, body],
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [field, value] = next;
    if (typeof value === 'string' && value.includes('\0')) return field ?? 'body';
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    for (const [name, part] of Object.entries(value)) open.push([field ?? name, part]);
  }
  return undefined;
}

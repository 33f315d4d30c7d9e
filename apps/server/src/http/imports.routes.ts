import { Readable } from 'node:stream';
import multipart, { type MultipartFile } from '@fastify/multipart';
import { ImportOptions, importRoutes as routes } from '@lingpai/contract';
import { Refusal, type Requester } from '@lingpai/domain';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Value } from 'typebox/value';
import type { AppContext } from '../context.ts';
import type { EncryptedSpool } from '../imports/encrypted-spool.ts';
import type { ImportSession } from '../imports/import-session.ts';
import { ImportSessions } from '../imports/import-sessions.ts';
import { readerOptions } from '../imports/import-token-file.ts';
import { languageOf, register } from './register.ts';

const FILE_LIMIT_BYTES = 1024 ** 3;
const LIMITS = { fileSize: FILE_LIMIT_BYTES, files: 1, fields: 10, fieldSize: 1024, parts: 12 };
const MAX_FILE_NAME = 255;

export interface ImportRoutesOptions {
  /** who is signed in; the routes stand behind the session check */
  readonly requesterOf: (request: FastifyRequest) => Requester;
  readonly logFailure?: (error: unknown, reference: string) => void;
}

/** Import of token files in two steps: check, then commit. Both go on when the browser has left. */
export async function importRoutes(
  app: FastifyInstance,
  context: AppContext,
  { requesterOf, logFailure = () => undefined }: ImportRoutesOptions,
): Promise<void> {
  await app.register(multipart, { limits: LIMITS, throwFileSizeLimit: false });
  const sessions = new ImportSessions(context, logFailure);
  app.addHook('onClose', () => sessions.close());
  const find = (importId: string, request: FastifyRequest) => sessions.get(importId, requesterOf(request));

  register(app, routes.createImport, async ({ request, language }) => {
    const requester = requesterOf(request);
    await sessions.admit(requester);
    const session = await receive(request, { sessions, context, requester });
    return session.view(language);
  });
  register(app, routes.readImport, ({ params, request, language }) =>
    find(params.importId, request).view(language),
  );
  register(app, routes.commitImport, ({ params, request, language }) => {
    const session = find(params.importId, request);
    session.commit();
    return session.view(language);
  });
  register(app, routes.cancelImport, async ({ params, request }) => {
    await find(params.importId, request).cancel();
    return undefined;
  });
  app.get<{ Params: { importId: string } }>(routes.readImportReport.path, (request, reply) => {
    const { report } = find(request.params.importId, request);
    if (report === undefined) throw new Refusal('import.not-checked');
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', 'attachment; filename="import-report.csv"')
      .header('cache-control', 'no-store')
      .send(Readable.from(report.csv(languageOf(request))));
  });
}

interface Reception {
  readonly sessions: ImportSessions;
  readonly context: AppContext;
  readonly requester: Requester;
}

/** Takes in the fields, then the file. */
async function receive(request: FastifyRequest, reception: Reception): Promise<ImportSession> {
  if (!request.isMultipart()) throw new Refusal('request.malformed', { detail: 'multipart/form-data' });
  const fields: Record<string, string> = {};
  for await (const part of request.parts()) {
    if (part.type === 'file') return receiveFile(part, fields, reception);
    if (typeof part.value === 'string' && part.value !== '') fields[part.fieldname] = part.value;
  }
  throw new Refusal('import.file-missing', {}, 'file');
}

async function receiveFile(
  part: MultipartFile,
  fields: Record<string, string>,
  { sessions, context, requester }: Reception,
): Promise<ImportSession> {
  const options = readFields(fields);
  // What is wrong with the fields shows before a long upload, not after it.
  readerOptions(options);
  if ((await context.store.read.organizations.find(options.organizationId)) === undefined)
    throw new Refusal('organization.not-found', { name: String(options.organizationId) }, 'organizationId');
  const file = sessions.createSpool();
  try {
    await fill(file, part);
  } catch (error) {
    file.remove();
    throw error;
  }
  const fileName = part.filename.replace(/[\p{Cc}/\\]/gu, '_').slice(-MAX_FILE_NAME);
  return sessions.start({ fileName, options, file }, requester);
}

async function fill(spool: EncryptedSpool, part: MultipartFile): Promise<void> {
  for await (const chunk of part.file) spool.append(chunk as Buffer);
  if (part.file.truncated) throw new Refusal('request.too-large', { limit: '1 GiB' }, 'file');
  spool.end();
}

/** Fields of a form are text; their types are those of `ImportOptions`. */
function readFields({ organizationId, enable, ...texts }: Record<string, string>): ImportOptions {
  const options: unknown = {
    ...texts,
    organizationId: Number(organizationId),
    ...(enable !== undefined && { enable: enable === 'true' || enable === '1' }),
  };
  if (Value.Check(ImportOptions, options)) return options;
  const field = Value.Errors(ImportOptions, options)[0]?.instancePath.slice(1) ?? 'body';
  throw new Refusal('request.malformed', { detail: field }, field);
}

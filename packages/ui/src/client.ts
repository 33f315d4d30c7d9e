import type { BodyOf, Language, ParamsOf, QueryOf, ResponseOf, RouteDefinition } from '@lingpai/contract';

/** What the server refused, or that it could not be reached (`code` is then `network`). `message` is in the reader's language. */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly field: string | undefined;
  readonly params: Readonly<Record<string, string | number>>;

  constructor(init: {
    code: string;
    status: number;
    message: string;
    field?: string;
    params?: Record<string, string | number>;
  }) {
    super(init.message);
    this.name = 'ApiError';
    this.code = init.code;
    this.status = init.status;
    this.field = init.field;
    this.params = init.params ?? {};
  }
}

/** What can stand in a path or a query. */
type PathValue = string | number | boolean | undefined;
type Defined<T> = T extends undefined ? unknown : T;
export type CallInput<D extends RouteDefinition> = (ParamsOf<D> extends undefined
  ? unknown
  : { params: Defined<ParamsOf<D>> }) &
  (QueryOf<D> extends undefined ? unknown : { query?: Defined<QueryOf<D>> }) &
  (BodyOf<D> extends undefined ? unknown : { body: Defined<BodyOf<D>> }) & { signal?: AbortSignal };

export interface ClientOptions {
  /** '' for the page's own origin */
  readonly baseUrl: string;
  readonly language: () => Language;
  /** text for "the server cannot be reached", in the reader's language */
  readonly networkMessage: () => string;
  /** called when the server says that nobody is signed in */
  readonly onSignedOut?: () => void;
}

/** One typed call for every route of the contract: `await call(listTokens, { query: { q: '2600' } })`. */
export type Call = <D extends RouteDefinition>(definition: D, input: CallInput<D>) => Promise<ResponseOf<D>>;

/**
 * Makes the caller the web apps use.
 *
 * @throws {ApiError} from each call that was not answered with success
 */
export function createClient(options: ClientOptions): Call {
  return async (definition, input) => {
    const { params, query, body, signal } = input as {
      params?: Record<string, PathValue>;
      query?: Record<string, PathValue>;
      body?: unknown;
      signal?: AbortSignal;
    };
    const headers: Record<string, string> = { 'accept-language': options.language() };
    const init: RequestInit = { method: definition.method, headers, credentials: 'same-origin' };
    if (signal) init.signal = signal;
    if (definition.method !== 'GET') {
      init.body = JSON.stringify(body ?? {});
      headers['content-type'] = 'application/json';
    }
    const response = await send(options.baseUrl + buildPath(definition.path, params, query), init, options);
    return (response.status === 204 ? undefined : await response.json()) as ResponseOf<typeof definition>;
  };
}

/** Sends a request as the client does: same errors, same sign-out. For what is not JSON (uploads). */
export async function send(url: string, init: RequestInit, options: ClientOptions): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError({ code: 'network', status: 0, message: options.networkMessage() });
  }
  if (response.ok) return response;
  const error = await readError(response);
  if (error.code === 'session.none') options.onSignedOut?.();
  throw error;
}

async function readError(response: Response): Promise<ApiError> {
  try {
    const { error } = (await response.json()) as {
      error: { code: string; message: string; field?: string; params?: Record<string, string | number> };
    };
    return new ApiError({ status: response.status, ...error });
  } catch {
    return new ApiError({
      code: 'server.failed',
      status: response.status,
      message: `HTTP ${response.status}`,
    });
  }
}

function buildPath(
  path: string,
  params: Record<string, PathValue> = {},
  query: Record<string, PathValue> = {},
): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? filled : `${filled}?${text}`;
}

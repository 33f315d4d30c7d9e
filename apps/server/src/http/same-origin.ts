import { Refusal } from '@lingpai/domain';
import type { FastifyRequest } from 'fastify';

const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);

/**
 * Refuses a changing call that another site's page made: SameSite=Strict keeps the cookie from it already, this is the second wall.
 * Programs (no browser) send neither header.
 *
 * @throws {Refusal} request.wrong-origin; request.malformed when the body is of a type a form of another site could send
 */
export function checkSameOrigin(request: FastifyRequest): void {
  if (!CHANGING.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') throw new Refusal('request.wrong-origin');
  if (site === undefined && !isOwnOrigin(request)) throw new Refusal('request.wrong-origin');
  checkContentType(request);
}

/** Older browsers say where a page came from, but not whether that is here. */
function isOwnOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === request.host;
}

function checkContentType(request: FastifyRequest): void {
  const type = request.headers['content-type'];
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
  if (type === undefined && !hasBody) return;
  const isWanted = /^application\/json\b/i.test(type ?? '') || isUpload(request, type ?? '');
  if (!isWanted) throw new Refusal('request.malformed', { detail: 'content-type' });
}

/** Token files come as forms do; the origin was checked. */
function isUpload(request: FastifyRequest, type: string): boolean {
  return request.routeOptions.url === '/api/v1/imports' && /^multipart\/form-data\b/i.test(type);
}

import type { Static, TSchema } from 'typebox';

/** What one HTTP call takes and gives. The server registers it, the web apps call it, OpenAPI is made of it: one definition. */
export interface RouteDefinition {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** with `:name` for each parameter */
  readonly path: string;
  /** English, one line, for the OpenAPI page */
  readonly summary: string;
  /** English, what a line does not hold; Markdown */
  readonly description?: string;
  readonly tag: string;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** fields of a form (multipart/form-data) that has a `file` as its last part; in place of `body` */
  readonly form?: TSchema;
  /** of the answer with status 200; absent: 204 without body */
  readonly response?: TSchema;
  /** media type of an answer that is a file; in place of `response` */
  readonly file?: string;
}

type PartOf<D, K extends string> =
  D extends Readonly<Record<K, infer S extends TSchema>> ? Static<S> : undefined;
export type ParamsOf<D extends RouteDefinition> = PartOf<D, 'params'>;
export type QueryOf<D extends RouteDefinition> = PartOf<D, 'query'>;
export type BodyOf<D extends RouteDefinition> = PartOf<D, 'body'>;
export type ResponseOf<D extends RouteDefinition> = PartOf<D, 'response'>;

/** Declares a route and keeps its exact type. */
export function route<const D extends RouteDefinition>(definition: D): D {
  return definition;
}

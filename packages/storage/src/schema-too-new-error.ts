/** The data was written by a newer program than this one. */
export class SchemaTooNewError extends Error {
  readonly code = 'data.too-new';
  readonly found: number;
  readonly known: number;

  constructor(found: number, known: number) {
    super(`Cannot open the data: schema version ${found}, this program knows ${known}`);
    this.name = 'SchemaTooNewError';
    this.found = found;
    this.known = known;
  }
}
